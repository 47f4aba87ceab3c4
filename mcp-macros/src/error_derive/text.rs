//! The text of a public error: which fields it names, and how it is written with them.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, format_ident, quote, quote_spanned};
use syn::{Fields, LitStr};

use crate::errors::Errors;

/// The pattern that binds the fields which the text names, and the text with them.
pub(crate) fn text_of(
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
