//! The keys of `#[mcp_tool]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::LitStr;

use crate::attr::{Entry, Value};
use crate::author_schema;
use crate::errors::Errors;
use crate::sig::Model;

pub(super) const KEYS: [&str; 15] = [
    "name",
    "title",
    "description",
    "icon",
    "meta",
    "read_only",
    "destructive",
    "idempotent",
    "open_world",
    "requires",
    "timeout",
    "schema",
    "strict",
    "expose_errors",
    "crate",
];

/// The call that sets what a key says.
pub(super) fn setting(entry: &Entry, errors: &mut Errors) -> Option<TokenStream> {
    let key = &entry.key;
    if key == "schema" {
        return entry.expr(errors).map(|schema| quote!(.raw_schema(#schema)));
    }
    entry.flag(errors).map(|flag| quote!(.#key(#flag)))
}

/// Hints that cannot both be, and a schema that does not fit the function.
pub(super) fn check(entries: &[Entry], model: Option<&Model>, errors: &mut Errors) {
    let before = errors.count();
    contradictions(entries, errors);
    if let Some(model) = model.filter(|_| errors.count() == before) {
        schema(entries, model, errors);
    }
}

/// A schema that stands here is looked at here, any other one when the server is built.
fn schema(entries: &[Entry], model: &Model, errors: &mut Errors) {
    let flatten: Vec<_> = model.params.iter().filter_map(|param| param.settings.flatten).collect();
    if !flatten.is_empty() && entries.iter().any(|entry| entry.key == "schema") {
        let text = "a `schema` of your own says what the arguments are: leave one of the two out";
        flatten.into_iter().for_each(|key| errors.push(key, text));
        return;
    }
    let Some(Entry { value: Value::Is(text), .. }) = entries.iter().find(|entry| entry.key == "schema")
    else {
        return;
    };
    let Ok(text) = syn::parse2::<LitStr>(text.clone()) else { return };
    // Only the types say which parameters are arguments.
    let names: Vec<&str> = model.params.iter().map(|param| param.name.as_str()).collect();
    if let Some(fault) = author_schema::fault(&text.value(), &names) {
        errors.push(text.span(), fault);
    }
}

/// Hints that cannot both be.
fn contradictions(entries: &[Entry], errors: &mut Errors) {
    let is = |entry: &Entry, key: &str| {
        entry.key == key && !matches!(&entry.value, Value::Is(value) if value.to_string() == "false")
    };
    let read_only = entries.iter().position(|entry| is(entry, "read_only"));
    let destructive = entries.iter().position(|entry| is(entry, "destructive"));
    if let (Some(one), Some(other)) = (read_only, destructive) {
        let second = &entries[one.max(other)].key;
        errors.push(second.span(), "a `read_only` tool cannot be `destructive`; keep one of the two");
    }
}
