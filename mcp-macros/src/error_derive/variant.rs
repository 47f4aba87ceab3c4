//! One variant of an error, or a struct that is one: who may see it, and which field is another error.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens as _, quote};
use syn::{Attribute, DataStruct, DeriveInput, Field, Fields, LitStr, Member};

use crate::attr::{Entry, Value, entries, split};
use crate::error_derive::text::text_of;
use crate::errors::Errors;

/// What `#[mcp(…)]` on a variant may hold.
pub(crate) const KEYS: [&str; 4] = ["public", "private", "transparent", "crate"];

/// What is written of a variant.
pub(crate) struct Place<'a> {
    /// `Self` or `Self::Name`.
    path: TokenStream,
    name: &'a Ident,
    attributes: &'a [Attribute],
    fields: &'a Fields,
}

/// What a variant shows.
pub(crate) enum Shown {
    /// The pattern that binds what the text names, and the text; without one it is that of `Display`.
    Public {
        text: Option<(TokenStream, TokenStream)>,
        hint: Option<LitStr>,
    },
    Private,
    /// What the error in this field shows.
    Passed(Member),
}

/// A field that is another error.
pub(crate) struct Source<'a> {
    pub(crate) member: Member,
    pub(crate) field: &'a Field,
    /// `#[from]`: `?` makes the variant.
    pub(crate) is_from: bool,
}

pub(crate) struct Variant<'a> {
    pub(crate) path: TokenStream,
    pub(crate) members: Vec<Member>,
    pub(crate) shown: Shown,
    pub(crate) source: Option<Source<'a>>,
}

impl<'a> Place<'a> {
    pub(crate) fn of_variant(variant: &'a syn::Variant) -> Self {
        let name = &variant.ident;
        Self { path: quote!(Self::#name), name, attributes: &variant.attrs, fields: &variant.fields }
    }

    pub(crate) fn of_struct(input: &'a DeriveInput, data: &'a DataStruct) -> Self {
        Self { path: quote!(Self), name: &input.ident, attributes: &input.attrs, fields: &data.fields }
    }

    fn attribute(&self, name: &str) -> Option<&'a Attribute> {
        self.attributes.iter().find(|attribute| attribute.path().is_ident(name))
    }

    /// Whether `thiserror` passes it on: `#[error(transparent)]`.
    fn is_transparent(&self) -> bool {
        let list = self.attribute("error").and_then(|attribute| attribute.meta.require_list().ok());
        list.is_some_and(|list| list.tokens.to_string() == "transparent")
    }
}

impl<'a> Variant<'a> {
    pub(crate) fn read(place: &Place<'a>, is_worded: bool, errors: &mut Errors) -> Self {
        let source = source(place, is_worded, errors);
        let shown = match word(place, is_worded, errors) {
            Some(Word::Public { text: None, hint }) => Shown::Public { text: None, hint },
            Some(Word::Public { text: Some(text), hint }) => {
                let text = text_of(&place.path, &text, place.fields, errors);
                if text.is_some() { Shown::Public { text, hint } } else { Shown::Private }
            }
            Some(Word::Transparent(at)) => passed(place, source.as_ref()).map_or_else(
                || {
                    let text = "`transparent` passes on the error in a field: mark that field with `#[source]` or `#[from]`";
                    errors.push_over(at, text);
                    Shown::Private
                },
                Shown::Passed,
            ),
            Some(Word::Private) | None => Shown::Private,
        };
        Self { path: place.path.clone(), members: place.fields.members().collect(), shown, source }
    }
}

/// The field whose error is passed on: the marked one, else the only one.
fn passed(place: &Place<'_>, source: Option<&Source<'_>>) -> Option<Member> {
    let only = || place.fields.members().next().filter(|_| place.fields.len() == 1);
    source.map(|source| source.member.clone()).or_else(only)
}

/// The field with `#[source]` or `#[from]`. What is wrong with them `thiserror` says, if it derives.
fn source<'a>(place: &Place<'a>, is_worded: bool, errors: &mut Errors) -> Option<Source<'a>> {
    let mut unheard = Errors::default();
    let errors = if is_worded { &mut unheard } else { errors };
    let mut found: Option<Source<'a>> = None;
    for name in ["from", "source"] {
        if let Some(attribute) = place.attribute(name) {
            errors.push_over(attribute, format!("`#[{name}]` goes on the field that is the other error"));
        }
    }
    for (member, field) in place.fields.members().zip(place.fields) {
        for attribute in &field.attrs {
            let is_from = attribute.path().is_ident("from");
            if !is_from && !attribute.path().is_ident("source") {
                continue;
            }
            if attribute.meta.require_path_only().is_err() {
                let name = attribute.path().to_token_stream();
                errors.push_over(attribute, format!("`#[{name}]` has no keys: write only `#[{name}]`"));
            }
            if is_from && place.fields.len() > 1 {
                let text =
                    "`?` knows nothing of the other fields: write `#[source]`, and make the variant by hand";
                errors.push_over(attribute, text);
                continue;
            }
            match &mut found {
                Some(earlier) if earlier.member == member => earlier.is_from |= is_from,
                Some(_) => errors.push_over(attribute, "an error has one source: take this one away"),
                None => found = Some(Source { member: member.clone(), field, is_from }),
            }
        }
    }
    found
}

/// What the attributes of a variant say of it.
enum Word {
    Public {
        text: Option<LitStr>,
        hint: Option<LitStr>,
    },
    Private,
    /// With what says so.
    Transparent(TokenStream),
}

/// The `#[mcp(…)]` of a variant.
fn word(place: &Place<'_>, is_worded: bool, errors: &mut Errors) -> Option<Word> {
    let (name, before, mut found) = (place.name, errors.count(), None);
    for attribute in place.attributes.iter().filter(|attribute| attribute.path().is_ident("mcp")) {
        let Ok(list) = attribute.meta.require_list() else { continue };
        for entry in entries("an error", list.tokens.clone(), &KEYS, errors) {
            let word = match entry.key.to_string().as_str() {
                "public" => public(&entry, is_worded, errors)?,
                "private" => Word::Private,
                "transparent" => Word::Transparent(entry.key.to_token_stream()),
                _ => continue,
            };
            if found.replace(word).is_some() {
                let text = format!("`{name}` is public, private or transparent; keep one of them");
                errors.push(entry.key.span(), text);
            }
        }
    }
    if found.is_none() && errors.count() == before {
        if place.is_transparent() {
            return place.attribute("error").map(|attribute| Word::Transparent(attribute.to_token_stream()));
        }
        let public = if is_worded { "public" } else { "public(\"…\")" };
        let text = format!("who may see `{name}`? write `#[mcp({public})]` or `#[mcp(private)]` above it");
        errors.push(name.span(), text);
    }
    found
}

/// `public("…", hint = "…")`; where there is a `Display` already, also `public` and `public(hint = "…")`.
fn public(entry: &Entry, is_worded: bool, errors: &mut Errors) -> Option<Word> {
    let list = match &entry.value {
        Value::List(list) => list.clone(),
        Value::Flag if is_worded => return Some(Word::Public { text: None, hint: None }),
        _ => {
            errors.push(entry.key.span(), "write `public(\"the text for the model\")`");
            return None;
        }
    };
    let mut pieces: Vec<TokenStream> =
        split(list).into_iter().map(|piece| piece.into_iter().collect()).collect();
    let first = pieces.first().cloned().unwrap_or_default();
    let text = syn::parse2::<LitStr>(first.clone()).ok();
    if text.is_some() {
        pieces.remove(0);
    } else if !is_worded
        || !syn::parse2::<syn::Meta>(first.clone()).is_ok_and(|meta| meta.path().is_ident("hint"))
    {
        let place = if first.is_empty() { entry.key.to_token_stream() } else { first };
        errors.push_over(place, "`public` begins with the text for the model, in quotes");
        return None;
    }
    let mut hint = None;
    for entry in entries("a public error", quote!(#(#pieces,)*), &["hint"], errors) {
        hint = entry.text(errors);
    }
    Some(Word::Public { text, hint })
}
