//! `#[derive(McpError)]`: who may see which variant of an error.
//!
//! Where there is an `#[error(…)]`, `thiserror` derives too: it writes `Display`, `Error` and `From` then, else this does.

mod expand;
mod text;
mod variant;

use proc_macro2::TokenStream;
use syn::spanned::Spanned as _;
use syn::{Attribute, Data, DeriveInput, Variant as Written};

use crate::attr::{Value, entries};
use crate::errors::Errors;
use crate::names::Root;
use variant::{Place, Variant};

/// `#[derive(McpError)] item`
pub(crate) fn expand(item: TokenStream) -> TokenStream {
    let Ok(input) = syn::parse2::<DeriveInput>(item) else { return TokenStream::new() };
    let mut errors = Errors::default();
    let is_worded = is_worded(&input);
    let root = crate_path(&input, &mut errors);
    let places = match &input.data {
        Data::Enum(data) => data.variants.iter().map(Place::of_variant).collect(),
        Data::Struct(data) => vec![Place::of_struct(&input, data)],
        Data::Union(data) => {
            errors.push(data.union_token.span(), "`McpError` goes on an enum or a struct, not on a `union`");
            return errors.into_tokens();
        }
    };
    let variants: Vec<Variant<'_>> =
        places.iter().map(|place| Variant::read(place, is_worded, &mut errors)).collect();
    let mut generated = expand::implement(&input, &variants, is_worded, &Root::new(root));
    generated.extend(errors.into_tokens());
    generated
}

/// Whether `thiserror` finds words for it.
fn is_worded(input: &DeriveInput) -> bool {
    let is_error = |attribute: &Attribute| attribute.path().is_ident("error");
    let of_variants = match &input.data {
        Data::Enum(data) => data.variants.iter().any(|Written { attrs, .. }| attrs.iter().any(is_error)),
        _ => false,
    };
    of_variants || input.attrs.iter().any(is_error)
}

/// The path of the runtime. On an enum nothing else can be said; what a struct says is read with its fields.
fn crate_path(input: &DeriveInput, errors: &mut Errors) -> Option<TokenStream> {
    let is_enum = matches!(input.data, Data::Enum(_));
    let mut unheard = Errors::default();
    let (errors, known) = if is_enum { (errors, &["crate"][..]) } else { (&mut unheard, &variant::KEYS[..]) };
    let lists = input.attrs.iter().filter(|attribute| attribute.path().is_ident("mcp"));
    let mut path = None;
    for list in lists.filter_map(|attribute| attribute.meta.require_list().ok()) {
        for entry in entries("an enum of errors", list.tokens.clone(), known, errors) {
            match entry.value {
                Value::Is(given) if entry.key == "crate" => path = Some(given),
                _ => {}
            }
        }
    }
    path
}
