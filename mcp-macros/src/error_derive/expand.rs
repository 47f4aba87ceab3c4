//! What `#[derive(McpError)]` writes.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{DeriveInput, Generics, Member, parse_quote};

use crate::error_derive::variant::{Shown, Source, Variant};
use crate::names::Root;

/// The impls of one error.
pub(crate) fn implement(
    input: &DeriveInput,
    variants: &[Variant<'_>],
    is_worded: bool,
    root: &Root,
) -> TokenStream {
    let (r, name) = (root.private(Span::mixed_site()), &input.ident);
    let (generics, types, bounds) = input.generics.split_for_impl();
    let unique = with(&input.generics, parse_quote!(for<'__mcp> &'__mcp #name #types: #r::Unique));
    let (_, _, unique) = unique.split_for_impl();
    let is_error = with(&input.generics, parse_quote!(#name #types: #r::IsError));
    let (_, _, is_error) = is_error.split_for_impl();
    let said = if is_worded { is_error.to_token_stream() } else { bounds.to_token_stream() };
    let own = (!is_worded).then(|| own(input, variants, &r));
    let (texts, hints) = (variants.iter().map(|variant| text(variant, &r)), variants.iter().map(hint));
    let never = variants.is_empty().then(|| quote!(_ => ::core::option::Option::None));
    let fail = passed_on(
        variants,
        |member| {
            let inner = inner(member.span());
            let (at, r) = (inner.span(), root.private(inner.span()));
            quote_spanned!(at=> <#r::ToolError as #r::MadeOf<_>>::passed_on(#inner))
        },
        &quote!(#r::classify(&self)),
    );
    quote! {
        const _: () = {
            impl #generics ::core::marker::Unpin for #name #types #unique {}
            impl #generics #r::Classified for #name #types #said {
                fn public(&self) -> ::core::option::Option<#r::String> {
                    match self { #(#texts,)* #never }
                }

                fn hint(&self) -> ::core::option::Option<&'static str> {
                    match self { #(#hints,)* #never }
                }
            }
            impl #generics #r::Fails for #name #types #said {
                fn fail(self) -> #r::ToolError {
                    #fail
                }
            }
            #own
        };
    }
}

/// What `thiserror` writes otherwise.
fn own(input: &DeriveInput, variants: &[Variant<'_>], r: &TokenStream) -> TokenStream {
    let name = &input.ident;
    let (generics, types, bounds) = input.generics.split_for_impl();
    let inner = inner(Span::mixed_site());
    let display =
        passed_on(variants, |_| quote!(::core::fmt::Display::fmt(#inner, f)), &quote!(#r::display(self, f)));
    let from = variants.iter().filter_map(|variant| {
        let (path, Source { member, field, is_from: true }) = (&variant.path, variant.source.as_ref()?)
        else {
            return None;
        };
        let ty = &field.ty;
        Some(quote! {
            impl #generics ::core::convert::From<#ty> for #name #types #bounds {
                fn from(source: #ty) -> Self {
                    #path { #member: source }
                }
            }
        })
    });
    let source = source(variants, r);
    quote! {
        impl #generics ::core::fmt::Display for #name #types #bounds {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                #display
            }
        }
        impl #generics ::core::error::Error for #name #types #bounds { #source }
        #(#from)*
    }
}

/// The method `source`, where a variant has one.
fn source(variants: &[Variant<'_>], r: &TokenStream) -> Option<TokenStream> {
    let arms: Vec<TokenStream> = variants
        .iter()
        .filter_map(|variant| {
            let path = &variant.path;
            let (member, field) = match (&variant.shown, &variant.source) {
                (Shown::Passed(member), _) => (member, None),
                (_, Some(source)) => (&source.member, Some(source.field)),
                _ => return None,
            };
            let inner = inner(field.map_or_else(Span::mixed_site, |field| field.ty.span()));
            let at = inner.span();
            let error = quote_spanned!(at=> #inner.as_source());
            let error = if field.is_some() {
                quote!(::core::option::Option::Some(#error))
            } else {
                quote!(#error.source())
            };
            Some(quote!(#path { #member: #inner, .. } => #error))
        })
        .collect();
    let rest = (arms.len() < variants.len()).then(|| quote!(_ => ::core::option::Option::None));
    (!arms.is_empty()).then(|| {
        quote! {
            fn source(&self) -> ::core::option::Option<&(dyn ::core::error::Error + 'static)> {
                use #r::AsSource as _;
                match self { #(#arms,)* #rest }
            }
        }
    })
}

fn text(variant: &Variant<'_>, r: &TokenStream) -> TokenStream {
    let path = &variant.path;
    match &variant.shown {
        Shown::Public { text: Some((pattern, text)), .. } => {
            quote!(#pattern => ::core::option::Option::Some(#text))
        }
        Shown::Public { text: None, .. } => {
            quote!(#path { .. } => ::core::option::Option::Some(::std::string::ToString::to_string(#r::IsError::as_error(self))))
        }
        // Bound, so that no field is said to be read by nobody: the log reads all of them.
        Shown::Private => {
            let locals = (0..variant.members.len()).map(|index| format_ident!("__{index}"));
            let members = &variant.members;
            quote!(#path { #(#members: #locals),* } => ::core::option::Option::None)
        }
        Shown::Passed(_) => quote!(#path { .. } => ::core::option::Option::None),
    }
}

fn hint(variant: &Variant<'_>) -> TokenStream {
    let path = &variant.path;
    if let Shown::Public { hint: Some(hint), .. } = &variant.shown {
        quote!(#path { .. } => ::core::option::Option::Some(#hint))
    } else {
        quote!(#path { .. } => ::core::option::Option::None)
    }
}

/// What is done with the error of a variant that is passed on, and with all others.
fn passed_on(
    variants: &[Variant<'_>],
    how: impl Fn(&Member) -> TokenStream,
    rest: &TokenStream,
) -> TokenStream {
    let inner = inner(Span::mixed_site());
    let arms: Vec<TokenStream> = variants
        .iter()
        .filter_map(|Variant { path, shown, .. }| {
            let Shown::Passed(member) = shown else { return None };
            let done = how(member);
            Some(quote!(#path { #member: #inner, .. } => #done))
        })
        .collect();
    match arms.len() {
        0 => rest.clone(),
        all if all == variants.len() => quote!(match self { #(#arms,)* }),
        _ => quote!(match self { #(#arms,)* _ => #rest }),
    }
}

/// The field that is another error: the same name wherever it is written, with errors at a place of the author's.
fn inner(at: Span) -> Ident {
    Ident::new("__inner", Span::mixed_site().located_at(at))
}

fn with(generics: &Generics, bound: syn::WherePredicate) -> Generics {
    let mut generics = generics.clone();
    generics.make_where_clause().predicates.push(bound);
    generics
}
