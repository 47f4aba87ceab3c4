//! The keys of `#[mcp_resource]`, which stand behind its URI, and those of `#[mcp_resource_list]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{LitFloat, LitInt, LitStr};

use crate::attr::{Entry, Value, split};
use crate::errors::Errors;
use crate::keys::millis;

pub(super) const KEYS: [&str; 16] = [
    "name",
    "title",
    "description",
    "mime",
    "size",
    "audience",
    "priority",
    "last_modified",
    "ttl",
    "scope",
    "icon",
    "meta",
    "requires",
    "timeout",
    "expose_errors",
    "crate",
];

pub(super) const LIST_KEYS: [&str; 3] = ["timeout", "expose_errors", "crate"];

/// The call that sets what a key says.
pub(super) fn setting(entry: &Entry, errors: &mut Errors) -> Option<TokenStream> {
    match entry.key.to_string().as_str() {
        "mime" => mime(entry, errors).map(|text| quote!(.mime(#text))),
        "size" => entry.expr(errors).map(|bytes| quote!(.size(#bytes))),
        "audience" => audience(entry, errors),
        "priority" => priority(entry, errors).map(|number| quote!(.priority(#number))),
        "last_modified" => entry.text(errors).map(|text| quote!(.last_modified(#text))),
        "ttl" => {
            let text = entry.text(errors)?;
            millis(&text, errors).map(|ms| quote!(.ttl_ms(#ms)))
        }
        _ => scope(entry, errors).map(|public| quote!(.public(#public))),
    }
}

fn mime(entry: &Entry, errors: &mut Errors) -> Option<LitStr> {
    let text = entry.text(errors)?;
    let value = text.value();
    let token = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c))
    };
    let kind = value.split(';').next().unwrap_or_default().trim_end();
    if !kind.split_once('/').is_some_and(|(kind, subtype)| token(kind) && token(subtype)) {
        errors.push(text.span(), "a MIME type is written `type/subtype`, as `text/markdown`");
        return None;
    }
    Some(text)
}

fn audience(entry: &Entry, errors: &mut Errors) -> Option<TokenStream> {
    let Value::List(list) = &entry.value else {
        errors.push_over(entry.place(), "write `audience(user)`, `audience(assistant)` or both");
        return None;
    };
    let (mut user, mut assistant) = (false, false);
    for piece in split(list.clone()) {
        let role: TokenStream = piece.into_iter().collect();
        match role.to_string().as_str() {
            "user" => user = true,
            "assistant" => assistant = true,
            other => {
                let text = format!("a resource is for `user` or `assistant`, not for `{other}`");
                errors.push_over(&role, text);
                return None;
            }
        }
    }
    Some(quote!(.audience(#user, #assistant)))
}

fn priority(entry: &Entry, errors: &mut Errors) -> Option<f64> {
    let tokens = entry.expr(errors)?;
    let float = syn::parse2::<LitFloat>(tokens.clone()).ok().and_then(|float| float.base10_parse().ok());
    let number = float.or_else(|| syn::parse2::<LitInt>(tokens).ok()?.base10_parse::<f64>().ok());
    let number = number.filter(|number| (0.0..=1.0).contains(number));
    if number.is_none() {
        errors
            .push_over(entry.place(), "a priority is a number from 0 (nobody misses it) to 1 (it is needed)");
    }
    number
}

fn scope(entry: &Entry, errors: &mut Errors) -> Option<bool> {
    let text = entry.text(errors)?;
    match text.value().as_str() {
        "public" => Some(true),
        "private" => Some(false),
        _ => {
            errors.push(text.span(), "a scope is `public` (the same for everybody) or `private`");
            None
        }
    }
}
