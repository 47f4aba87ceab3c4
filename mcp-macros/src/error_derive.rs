//! `#[derive(McpError)]`: who may see which variant of an error.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Attribute, Data, DeriveInput, Fields, LitStr};

use crate::attr::{Entry, Value, entries, split};
use crate::errors::Errors;
use crate::names::Root;

/// What a variant shows.
enum Shown {
    Public { text: LitStr, hint: Option<LitStr> },
    Private,
}

/// `#[derive(McpError)] item`
pub(crate) fn expand(item: TokenStream) -> TokenStream {
    let Ok(input) = syn::parse2::<DeriveInput>(item) else { return TokenStream::new() };
    let mut errors = Errors::default();
    let mut root = None;
    let arms: Vec<(TokenStream, TokenStream)> = match &input.data {
        Data::Enum(data) => data
            .variants
            .iter()
            .map(|variant| {
                let name = &variant.ident;
                arm(&quote!(Self::#name), name, &variant.attrs, &variant.fields, &mut errors)
            })
            .collect(),
        Data::Struct(data) => {
            root = crate_path(&input.attrs, &mut errors);
            vec![arm(&quote!(Self), &input.ident, &input.attrs, &data.fields, &mut errors)]
        }
        Data::Union(data) => {
            errors.push(data.union_token.span(), "`McpError` goes on an enum or a struct, not on a `union`");
            return errors.into_tokens();
        }
    };
    let root = root.or_else(|| crate_path(&input.attrs, &mut errors));
    let generated = implement(&input, &arms, &Root::new(root));
    let errors = errors.into_tokens();
    quote!(#generated #errors)
}

/// The patterns of one variant: for its text, and for its error.
fn arm(
    path: &TokenStream,
    name: &Ident,
    attributes: &[Attribute],
    fields: &Fields,
    errors: &mut Errors,
) -> (TokenStream, TokenStream) {
    let private = (
        quote!(#path { .. } => ::core::option::Option::None),
        quote!(#path { .. } => ::core::option::Option::None),
    );

    match shown(name, attributes, errors) {
        Some(Shown::Public { text, hint }) => {
            let Some((pattern, format)) = text_of(path, &text, fields, errors) else { return private };
            let hint = if let Some(hint) = hint {
                quote!(::core::option::Option::Some(#hint))
            } else {
                quote!(::core::option::Option::None)
            };
            (quote!(#pattern => ::core::option::Option::Some(#format)), quote!(#path { .. } => #hint))
        }
        Some(Shown::Private) | None => private,
    }
}

/// The `#[mcp(…)]` of a variant.
fn shown(name: &Ident, attributes: &[Attribute], errors: &mut Errors) -> Option<Shown> {
    let known = ["public", "private", "crate"];
    let (mut found, before) = (None, errors.count());
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("mcp")) {
        let Ok(list) = attribute.meta.require_list() else { continue };
        for entry in entries("an error", list.tokens.clone(), &known, errors) {
            let word = match entry.key.to_string().as_str() {
                "public" => public(&entry, errors)?,
                "private" => Shown::Private,
                _ => continue,
            };
            if found.replace(word).is_some() {
                errors.push(entry.key.span(), format!("`{name}` is public or private; keep one of the two"));
            }
        }
    }
    if found.is_none() && errors.count() == before {
        let text =
            format!("who may see `{name}`? write `#[mcp(public(\"…\"))]` or `#[mcp(private)]` above it");
        errors.push(name.span(), text);
    }
    found
}

fn public(entry: &Entry, errors: &mut Errors) -> Option<Shown> {
    let Value::List(list) = &entry.value else {
        errors.push(entry.key.span(), "write `public(\"the text for the model\")`");
        return None;
    };
    let mut pieces = split(list.clone()).into_iter();
    let first: TokenStream = pieces.next().unwrap_or_default().into_iter().collect();
    let Ok(text) = syn::parse2::<LitStr>(first.clone()) else {
        let place = if first.is_empty() { entry.key.to_token_stream() } else { first };
        errors.push_over(place, "`public` begins with the text for the model, in quotes");
        return None;
    };
    let mut hint = None;
    let rest: TokenStream = pieces.flat_map(|piece| piece.into_iter().chain([comma()])).collect();
    for entry in entries("a public error", rest, &["hint"], errors) {
        hint = entry.text(errors);
    }
    Some(Shown::Public { text, hint })
}

fn comma() -> proc_macro2::TokenTree {
    proc_macro2::Punct::new(',', proc_macro2::Spacing::Alone).into()
}

/// The pattern that binds the fields which the text names, and the text with them.
fn text_of(
    path: &TokenStream,
    text: &LitStr,
    fields: &Fields,
    errors: &mut Errors,
) -> Option<(TokenStream, TokenStream)> {
    let mut pattern = TokenStream::new();
    let mut given = TokenStream::new();
    for name in named(&text.value()) {
        let member = fields
            .members()
            .find(|member| member.to_token_stream().to_string().trim_start_matches("r#") == name);
        let Some(member) = member else {
            errors.push(text.span(), format!("there is no field `{name}` to show here"));
            return None;
        };
        let local = format_ident!("__{name}", span = Span::mixed_site().located_at(text.span()));
        let key = if name.starts_with(|c: char| c.is_ascii_digit()) {
            format_ident!("_{name}", span = text.span())
        } else {
            Ident::new(&name, text.span())
        };
        pattern.extend(quote!(#member: #local,));
        given.extend(quote!(#key = #local,));
    }
    let renamed = LitStr::new(&underscore(&text.value()), text.span());
    let shown = quote_spanned!(text.span()=> ::std::format!(#renamed, #given));
    Some((quote!(#path { #pattern .. }), shown))
}

/// The fields that a format text names.
fn named(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let plain = text.replace("{{", "").replace("}}", "");
    for piece in plain.split('{').skip(1) {
        let name: String = piece.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// `{0}` as `{_0}`: a positional argument that is not shown would be an error.
fn underscore(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        out.push(c);
        if c == '{' {
            match chars.peek() {
                Some('{') => out.extend(chars.next()),
                Some(next) if next.is_ascii_digit() => out.push('_'),
                _ => {}
            }
        }
    }
    out
}

fn crate_path(attributes: &[Attribute], _: &mut Errors) -> Option<TokenStream> {
    let mut unheard = Errors::default();
    let lists = attributes.iter().filter(|attribute| attribute.path().is_ident("mcp"));
    let tokens =
        lists.filter_map(|attribute| attribute.meta.require_list().ok()).map(|list| list.tokens.clone());
    let found =
        tokens.flat_map(|tokens| entries("an error", tokens, &["crate", "public", "private"], &mut unheard));
    found.filter(|entry| entry.key == "crate").find_map(|entry| match entry.value {
        Value::Is(path) => Some(path),
        _ => None,
    })
}

fn implement(input: &DeriveInput, arms: &[(TokenStream, TokenStream)], root: &Root) -> TokenStream {
    let (r, name) = (root.at(Span::mixed_site()), &input.ident);
    let (generics, types, bounds) = input.generics.split_for_impl();
    let texts = arms.iter().map(|(text, _)| text);
    let hints = arms.iter().map(|(_, hint)| hint);
    let never = arms.is_empty().then(|| quote!(_ => ::core::option::Option::None));
    quote! {
        const _: () = {
            impl #generics #name #types #bounds {
                fn __public(&self) -> ::core::option::Option<#r::__private::String> {
                    match self { #(#texts,)* #never }
                }
            }
            impl #generics ::core::fmt::Display for #name #types #bounds {
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    match self.__public() {
                        ::core::option::Option::Some(text) => f.write_str(&text),
                        ::core::option::Option::None => #r::__private::debug(self, f),
                    }
                }
            }
            impl #generics #r::__private::Classified for #name #types #bounds {
                fn hint(&self) -> ::core::option::Option<&'static str> {
                    match self { #(#hints,)* #never }
                }

                fn public(&self) -> ::core::option::Option<#r::__private::String> {
                    self.__public()
                }
            }
            impl #generics ::core::convert::From<#name #types> for #r::ToolError #bounds {
                fn from(error: #name #types) -> Self {
                    #r::__private::classify(&error)
                }
            }
            impl #generics ::core::convert::From<#name #types> for #r::__private::BoxError #bounds {
                fn from(error: #name #types) -> Self {
                    ::core::convert::Into::into(#r::__private::classify(&error))
                }
            }
        };
    }
}
