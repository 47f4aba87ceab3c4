//! What a person reads of a form, and what must not be in it.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens as _;
use syn::{Attribute, Meta};

use crate::doc;
use crate::errors::Errors;

/// Words that name a secret by themselves.
const SECRETS: [&str; 21] = [
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "pwd",
    "secret",
    "secrets",
    "token",
    "credential",
    "credentials",
    "apikey",
    "otp",
    "pin",
    "cvv",
    "cvc",
    "ssn",
    "creditcard",
    "cardnumber",
    "accesstoken",
    "privatekey",
    "mnemonic",
];

/// Words that do so one after the other.
const PAIRS: [(&str, &str); 12] = [
    ("api", "key"),
    ("access", "key"),
    ("private", "key"),
    ("signing", "key"),
    ("encryption", "key"),
    ("ssh", "key"),
    ("license", "key"),
    ("credit", "card"),
    ("debit", "card"),
    ("card", "number"),
    ("security", "code"),
    ("social", "security"),
];

/// The doc comment as a person reads it: one line a paragraph.
pub(super) fn prose(attributes: &[Attribute]) -> String {
    let text = doc::text(attributes);
    let paragraphs = text.split("\n\n").map(|paragraph| {
        paragraph.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
    });
    paragraphs.filter(|paragraph| !paragraph.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Where the doc comment is; its line with an address, if one has it.
pub(super) fn place(attributes: &[Attribute]) -> TokenStream {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => Some(pair.value.to_token_stream()),
        _ => None,
    });
    let lines: Vec<TokenStream> = lines.collect();
    let linked = lines.iter().find(|line| has_address(&line.to_string()));
    linked.or(lines.first()).cloned().unwrap_or_default()
}

/// M-ELI-07, L-CLI-16: a person trusts what a form shows, and follows it.
pub(super) fn refuse_address(text: &str, at: TokenStream, errors: &mut Errors) {
    if has_address(text) {
        errors.push_over(
            at,
            "a form shows no address that one could follow: leave it out, or write `description = \"…\"` instead of the doc comment",
        );
    }
}

fn has_address(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    ["http://", "https://"].iter().any(|scheme| text.contains(scheme))
}

/// M-ELI-01, L-CLI-07: clients and the hosts of models see what is in a form.
pub(super) fn refuse_secret(text: &str, at: Span, errors: &mut Errors) {
    if let Some(word) = secret(text) {
        errors.push(
            at,
            format!(
                "a form never asks for secrets, and `{word}` looks like one: clients see what is in it; if it is none, write \
                 `#[elicit(not_secret)]`"
            ),
        );
    }
}

/// The part of a name that speaks of a secret.
fn secret(text: &str) -> Option<String> {
    let words = words(text);
    if let Some(word) = words.iter().find(|word| SECRETS.contains(&word.as_str())) {
        return Some(word.clone());
    }
    let pair = words.windows(2).find(|pair| PAIRS.contains(&(&pair[0], &pair[1])))?;
    Some(pair.join(" "))
}

/// The words of a name in any spelling, in lower case.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut lower_before = false;
    for c in text.chars() {
        if !c.is_alphanumeric() || (c.is_uppercase() && lower_before) {
            words.push(String::new());
        }
        if c.is_alphanumeric() {
            words.last_mut().expect("there is always one").extend(c.to_lowercase());
        }
        lower_before = c.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    /// M-ELI-01, L-CLI-07
    #[test]
    fn names_of_secrets() {
        for name in [
            "password",
            "db_password",
            "apiKey",
            "API-Key",
            "api_key",
            "Your password",
            "githubToken",
            "credit_card",
            "PIN",
            "cvv",
            "Card number",
            "client_secret",
            "sshKey",
            "social_security_number",
        ] {
            assert!(secret(name).is_some(), "{name}");
        }
        for name in [
            "max_tokens",
            "key",
            "pinned",
            "spin",
            "card",
            "passenger",
            "secretary",
            "keyboard",
            "city",
            "tokenizer",
        ] {
            assert_eq!(secret(name), None, "{name}");
        }
    }

    /// M-ELI-07, L-CLI-16
    #[test]
    fn addresses() {
        for (text, found) in [
            ("See https://example.com.", true),
            ("HTTP://x", true),
            ("An address, with its scheme.", false),
            ("http or https", false),
        ] {
            assert_eq!(has_address(text), found, "{text}");
        }
    }

    #[test]
    fn prose_has_a_line_a_paragraph() {
        let item: syn::ItemStruct = syn::parse_quote! {
            /// One
            /// line.
            ///
            /// Another.
            struct S;
        };
        assert_eq!(prose(&item.attrs), "One line.\nAnother.");
    }
}
