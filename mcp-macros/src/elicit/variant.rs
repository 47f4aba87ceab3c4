//! An enum: each variant is a choice.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens as _, quote};
use syn::punctuated::Punctuated;
use syn::{Fields, Token, Variant};

use super::words::{place, prose, refuse_address};
use super::{keys, private};
use crate::errors::Errors;
use crate::names::{Root, plain};

const KEYS: [&str; 2] = ["title", "rename"];

pub(super) fn implement(
    name: &Ident,
    variants: &Punctuated<Variant, Token![,]>,
    root: &Root,
    errors: &mut Errors,
) -> TokenStream {
    let p = private(root);
    if variants.is_empty() {
        errors.push(name.span(), format!("there is nothing to choose: `{name}` has no variants"));
    }
    let mut names = HashSet::new();
    let (mut labels, mut makes, mut places) = (Vec::new(), Vec::new(), Vec::new());
    for (index, variant) in variants.iter().enumerate() {
        let ident = &variant.ident;
        let (wire, title) = label(variant, errors);
        if !names.insert(wire.clone()) {
            errors.push(ident.span(), format!("two variants are named `{wire}`; change one `rename`"));
        }
        labels.push(quote!(#p::Label::new(#wire, #title)));
        if matches!(variant.fields, Fields::Unit) {
            makes.push(quote!(|| #name::#ident));
        } else {
            let text =
                format!("a choice has no data: write `{ident}`, and ask for the rest in a field of its own");
            errors.push_over(&variant.fields, text);
        }
        places.push(quote!(#name::#ident { .. } => #index));
    }
    let place =
        if variants.is_empty() { quote!(match *self {}) } else { quote!(match self { #(#places),* }) };
    quote! {
        #[automatically_derived]
        impl #p::Choice for #name {
            const LABELS: &'static [#p::Label] = &[#(#labels),*];
            const MAKE: &'static [fn() -> Self] = &[#(#makes),*];

            fn place(&self) -> ::core::primitive::usize {
                #place
            }
        }
    }
}

/// The name in the answer, and what the person sees.
fn label(variant: &Variant, errors: &mut Errors) -> (String, String) {
    let (mut wire, mut title) = (plain(&variant.ident), None);
    for entry in keys("a variant", &variant.attrs, &KEYS, errors) {
        let Some(text) = entry.text(errors) else { continue };
        let value = text.value();
        if value.trim().is_empty() {
            errors.push(text.span(), format!("`{}` has at least one character", entry.key));
        } else if entry.key == "title" {
            refuse_address(&value, text.to_token_stream(), errors);
            title = Some(value);
        } else {
            wire = value;
        }
    }
    let title = title.unwrap_or_else(|| {
        let text = prose(&variant.attrs);
        refuse_address(&text, place(&variant.attrs), errors);
        text
    });
    (wire, title)
}
