//! `#[derive(Elicit)]`: a struct as a form, an enum as the choices of a field.

mod field;
mod variant;
mod words;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens as _, quote};
use syn::{Attribute, Data, DeriveInput, Fields, GenericParam};

use crate::attr::{Entry, entries};
use crate::errors::Errors;
use crate::names::Root;

/// `#[derive(Elicit)] item`
pub(crate) fn expand(item: TokenStream) -> TokenStream {
    // What is no struct, enum or union is refused by rustc.
    let Ok(input) = syn::parse2::<DeriveInput>(item) else { return TokenStream::new() };
    let mut errors = Errors::default();
    let root = Root::new(crate_path(&input.attrs, &mut errors));
    let name = &input.ident;
    let generated = match &input.data {
        _ if is_generic(&input, &mut errors) => TokenStream::new(),
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) if !fields.named.is_empty() => {
                field::implement(name, &fields.named, &root, &mut errors)
            }
            Fields::Unnamed(fields) => {
                let text = "a field of a form has a name: write `struct … { name: Type }`";
                errors.push_over(fields, text);
                field::nothing(name, &root)
            }
            _ => {
                let text = format!(
                    "a form has at least one field, and `{name}` has none; to ask for a yes there is `Confirm`"
                );
                errors.push(name.span(), text);
                field::nothing(name, &root)
            }
        },
        Data::Enum(data) => variant::implement(name, &data.variants, &root, &mut errors),
        Data::Union(data) => {
            errors.push(
                data.union_token.span,
                "a form is a struct, and a choice an enum; neither is a `union`",
            );
            TokenStream::new()
        }
    };
    let errors = errors.into_tokens();
    quote!(#generated #errors)
}

/// A form is one thing that a person reads.
fn is_generic(input: &DeriveInput, errors: &mut Errors) -> bool {
    for param in &input.generics.params {
        let (at, text) = match param {
            GenericParam::Lifetime(lifetime) => (
                lifetime.to_token_stream(),
                "what a user sends is the call's own, so it cannot be borrowed: write `String` for `&str`",
            ),
            GenericParam::Type(ty) => (
                ty.ident.to_token_stream(),
                "a form cannot be generic: a person sees one form; name the type",
            ),
            GenericParam::Const(constant) => (
                constant.ident.to_token_stream(),
                "a form cannot be generic: a person sees one form; name the number",
            ),
        };
        errors.push_over(at, text);
    }
    !input.generics.params.is_empty()
}

fn crate_path(attributes: &[Attribute], errors: &mut Errors) -> Option<TokenStream> {
    let entries = keys("a form", attributes, &["crate"], errors);
    let entry = entries.into_iter().next()?;
    entry.expr(errors)
}

/// The keys of every `#[elicit(…)]` here.
fn keys(what: &str, attributes: &[Attribute], known: &[&str], errors: &mut Errors) -> Vec<Entry> {
    let mut keys = TokenStream::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("elicit")) {
        if let Ok(list) = attribute.meta.require_list() {
            let list = &list.tokens;
            keys.extend(quote!(#list,));
        } else {
            let text = "`#[elicit(…)]` needs keys, such as `#[elicit(title = \"…\")]`";
            errors.push_over(attribute.path(), text);
        }
    }
    entries(what, keys, known, errors)
}

/// The path of what generated code of no special place calls.
fn private(root: &Root) -> TokenStream {
    root.private(Span::mixed_site())
}
