//! What the types of fields are asked before serde and schemars ask: their words know neither `#[mcp_type]` nor the kit's features.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Attribute, Data, DeriveInput, Field, Fields, GenericParam, Generics};

use super::says;
use crate::check::find;
use crate::names::Root;

/// Types that need not be asked, nor what is made of them alone.
const KNOWN: [&str; 20] = [
    "bool", "char", "String", "Option", "Vec", "Box", "f32", "f64", "i8", "i16", "i32", "i64", "i128",
    "isize", "u8", "u16", "u32", "u64", "u128", "usize",
];

/// A function that nobody calls: it asks each type that is the author's, or another crate's.
pub(super) fn asked(input: &DeriveInput, root: &Root) -> TokenStream {
    let asked: TokenStream = fields(input)
        .filter(|(_, field)| is_asked(&field.ty.to_token_stream(), &input.generics))
        .map(|(attributes, field)| ask(attributes, field, root))
        .collect();
    if asked.is_empty() {
        return TokenStream::new();
    }
    let cfgs = cfgs(&input.attrs);
    quote!(#(#cfgs)* const _: fn() = || { #asked };)
}

/// Where a field is a reference, also one in an `Option` or a list.
pub(super) fn borrowed(input: &DeriveInput) -> Option<Span> {
    fields(input).find_map(|(_, field)| {
        let inner = field.ty.to_token_stream();
        // Those have no value that is read.
        let mut is_held = true;
        each(&inner, &mut |word, _| {
            is_held &= !["PhantomData", "fn"].contains(&word);
            true
        });
        find(&inner, |token| matches!(token, TokenTree::Punct(and) if and.as_char() == '&'))
            .filter(|_| is_held)
    })
}

/// The fields that are read and written as their types say, each with the attributes of its variant.
fn fields(input: &DeriveInput) -> impl Iterator<Item = (&[Attribute], &Field)> {
    let variants: Vec<(&[Attribute], &Fields)> = match &input.data {
        Data::Struct(data) => vec![(&[], &data.fields)],
        Data::Enum(data) => {
            data.variants.iter().map(|variant| (&variant.attrs[..], &variant.fields)).collect()
        }
        Data::Union(_) => Vec::new(),
    };
    // What stands for the whole type is read in its place.
    let is_read = !others(&input.attrs, &["from", "try_from", "into", "remote"]);
    variants
        .into_iter()
        .filter(move |(attributes, _)| is_read && !others(attributes, &[]))
        .flat_map(|(attributes, fields)| fields.iter().map(move |field| (attributes, field)))
        .filter(|(_, field)| !others(&field.attrs, &[]))
}

fn ask(variant: &[Attribute], field: &Field, root: &Root) -> TokenStream {
    let (at, ty) = (field.ty.span(), &field.ty);
    let p = root.private(at);
    let cfgs = cfgs(variant).chain(cfgs(&field.attrs));
    let ask = quote_spanned!(at=> #p::member::<#ty>());
    quote!(#(#cfgs)* #ask;)
}

/// The conditions under which something is there.
pub(super) fn cfgs(attributes: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"))
}

/// Whether something else stands for the type.
fn others(attributes: &[Attribute], more: &[&str]) -> bool {
    let words = ["skip", "with", "schema_with"].iter().chain(more);
    let mut says_so = words.flat_map(|word| attributes.iter().map(move |attribute| (attribute, word)));
    says_so
        .any(|(attribute, word)| ["serde", "schemars"].iter().any(|of| says(attribute, of, word).is_some()))
}

/// Whether a type is more than those that are known, and can be named outside of its item.
fn is_asked(ty: &TokenStream, generics: &Generics) -> bool {
    let mut unknown = false;
    let nameable = each(ty, &mut |word, is_lifetime| {
        let is_parameter = generics.params.iter().any(|param| match param {
            GenericParam::Lifetime(_) => is_lifetime,
            GenericParam::Type(ty) => ty.ident == word,
            GenericParam::Const(constant) => constant.ident == word,
        });
        unknown |= !KNOWN.contains(&word);
        !is_parameter && word != "Self"
    });
    nameable && unknown
}

/// Whether `holds` for each word, which may be a lifetime.
fn each(tokens: &TokenStream, holds: &mut dyn FnMut(&str, bool) -> bool) -> bool {
    let mut is_lifetime = false;
    tokens.clone().into_iter().all(|token| {
        let held = match &token {
            TokenTree::Ident(word) => holds(&word.to_string(), is_lifetime),
            TokenTree::Group(group) => each(&group.stream(), holds),
            _ => true,
        };
        is_lifetime = matches!(&token, TokenTree::Punct(tick) if tick.as_char() == '\'');
        held
    })
}
