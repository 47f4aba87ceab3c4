//! The keys of marks: those that every kind has, and one file for those of each kind.

pub(crate) mod extras;
pub(crate) mod include;
mod literal;
mod prompt;
mod requires;
mod resource;
pub(crate) mod server;
mod tool;

use proc_macro2::TokenStream;
use quote::quote;
use syn::LitStr;

use crate::attr::Entry;
use crate::errors::Errors;
use crate::kind::Kind;
use crate::sig::Model;

/// Those that a mark of this kind may have.
pub(crate) fn known(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Tool => &tool::KEYS,
        Kind::Prompt => &prompt::KEYS,
        Kind::Resource => &resource::KEYS,
        Kind::ResourceList => &resource::LIST_KEYS,
    }
}

/// The call that sets what a key says, for a key that is only of this kind or that every kind sets in the same way.
pub(crate) fn setting(kind: Kind, entry: &Entry, errors: &mut Errors) -> Option<TokenStream> {
    match entry.key.to_string().as_str() {
        "expose_errors" => entry.flag(errors).map(|flag| quote!(.expose_errors(#flag))),
        "requires" => requires::setting(entry, errors),
        "title" => entry.text(errors).map(|text| quote!(.title(#text))),
        "timeout" => {
            let text = entry.text_as("10s", errors)?;
            millis(&text, errors).map(|ms| quote!(.timeout_ms(#ms)))
        }
        _ => match kind {
            Kind::Tool => tool::setting(entry, errors),
            Kind::Prompt | Kind::ResourceList => None,
            Kind::Resource => resource::setting(entry, errors),
        },
    }
}

/// What of the keys cannot be together; `model` where the signature is right.
pub(crate) fn check(kind: Kind, entries: &[Entry], model: Option<&Model>, errors: &mut Errors) {
    match kind {
        Kind::Tool => tool::check(entries, model, errors),
        Kind::Prompt | Kind::Resource | Kind::ResourceList => {}
    }
}

/// The milliseconds of `10s` and its like.
fn millis(text: &LitStr, errors: &mut Errors) -> Option<u64> {
    let value = text.value();
    let digits = value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len());
    let unit = match &value[digits..] {
        "ms" => Some(1),
        "s" => Some(1_000),
        "m" => Some(60_000),
        "h" => Some(3_600_000),
        _ => None,
    };
    let millis =
        unit.and_then(|unit| value[..digits].parse::<u64>().ok()?.checked_mul(unit)).filter(|ms| *ms > 0);
    if millis.is_none() {
        errors.push(text.span(), format!("`{value}` is no time; write `500ms`, `10s`, `2m` or `1h`"));
    }
    millis
}
