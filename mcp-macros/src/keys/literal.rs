//! JSON as it stands in an attribute, such as `{ "level": 3, "tags": ["a", null] }`: literals only, turned into text.

use std::collections::HashSet;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::{Lit, LitStr};

use crate::attr::split;
use crate::errors::Errors;

/// JavaScript keeps no larger integer as it is.
const MOST: i128 = (1 << 53) - 1;

/// Writes one value as JSON; `None` after an error.
pub(super) fn json(tokens: &[TokenTree], errors: &mut Errors) -> Option<String> {
    let length = if is_punct(tokens.first(), '-') { 2 } else { 1 };
    if let Some(next @ (TokenTree::Ident(_) | TokenTree::Literal(_))) = tokens.get(length) {
        errors.push(next.span(), format!("expected `,` before `{next}`"));
        return None;
    }
    match tokens {
        [TokenTree::Group(group)] => match group.delimiter() {
            // Around what a macro by example hands over.
            Delimiter::None => json(&list(group.stream()), errors),
            Delimiter::Bracket => {
                let items = split(group.stream()).into_iter().map(|item| json(&item, errors));
                // All of them, for each may have an error.
                let items: Vec<Option<String>> = items.collect();
                Some(format!("[{}]", items.into_iter().collect::<Option<Vec<_>>>()?.join(",")))
            }
            Delimiter::Brace => object(group.stream(), errors),
            Delimiter::Parenthesis => no_value(tokens, errors),
        },
        [TokenTree::Ident(word)] if word == "true" || word == "false" || word == "null" => {
            Some(word.to_string())
        }
        [TokenTree::Literal(_)] => match syn::parse2(tokens.iter().cloned().collect()) {
            Ok(Lit::Str(text)) => Some(quoted(&text)),
            Ok(literal) => number(false, &literal, tokens, errors),
            Err(_) => no_value(tokens, errors),
        },
        [TokenTree::Punct(minus), TokenTree::Literal(literal)] if minus.as_char() == '-' => {
            match syn::parse2(TokenTree::from(literal.clone()).into()) {
                Ok(literal) => number(true, &literal, tokens, errors),
                Err(_) => no_value(tokens, errors),
            }
        }
        _ => no_value(tokens, errors),
    }
}

/// The tokens, one by one.
pub(super) fn list(tokens: TokenStream) -> Vec<TokenTree> {
    tokens.into_iter().collect()
}

/// Whether it is this sign.
pub(super) fn is_punct(token: Option<&TokenTree>, sign: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == sign)
}

/// A text in quotes, if the token is one.
pub(super) fn text(token: &TokenTree) -> Option<LitStr> {
    syn::parse2(token.clone().into()).ok()
}

fn object(tokens: TokenStream, errors: &mut Errors) -> Option<String> {
    let (mut members, mut names, mut fine) = (Vec::new(), HashSet::new(), true);
    for member in split(tokens) {
        let name = member.first().and_then(text);
        let (Some(name), true, [_, _, value @ ..]) = (name, is_punct(member.get(1), ':'), &*member) else {
            let place: TokenStream = member.into_iter().collect();
            errors.push_over(place, "a member of an object is a text, a colon and a value: `\"key\": …`");
            fine = false;
            continue;
        };
        if !names.insert(name.value()) {
            errors.push(name.span(), format!("`{}` is given twice; keep one of the two", name.value()));
            fine = false;
        }
        if value.is_empty() {
            errors.push(name.span(), format!("the value of `{}` is missing", name.value()));
            fine = false;
            continue;
        }
        match json(value, errors) {
            Some(value) => members.push(format!("{}:{value}", quoted(&name))),
            None => fine = false,
        }
    }
    fine.then(|| format!("{{{}}}", members.join(",")))
}

fn quoted(text: &LitStr) -> String {
    serde_json::Value::from(text.value()).to_string()
}

fn number(negative: bool, literal: &Lit, tokens: &[TokenTree], errors: &mut Errors) -> Option<String> {
    let sign = if negative { "-" } else { "" };
    match literal {
        Lit::Int(int) if int.suffix().is_empty() => {
            let kept = int.base10_parse::<i128>().ok().filter(|int| int.abs() <= MOST);
            if kept.is_none() {
                let text = format!("clients round a number beyond {MOST}: write it as a text in quotes");
                errors.push_over(place(tokens), text);
            }
            kept.map(|int| format!("{sign}{int}"))
        }
        Lit::Float(float) if float.suffix().is_empty() => {
            let float = float.base10_parse::<f64>().ok().and_then(serde_json::Number::from_f64);
            float.map(|float| format!("{sign}{float}")).or_else(|| no_value(tokens, errors))
        }
        _ => no_value(tokens, errors),
    }
}

fn no_value(tokens: &[TokenTree], errors: &mut Errors) -> Option<String> {
    errors.push_over(
        place(tokens),
        "a value under `meta` is JSON: a text in quotes, a number, `true`, `false`, `null`, `[…]` or `{ \"key\": … }`",
    );
    None
}

fn place(tokens: &[TokenTree]) -> TokenStream {
    tokens.iter().cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, usize> {
        let tokens = list(text.parse().expect("tokens"));
        let mut errors = Errors::default();
        let value = json(&tokens, &mut errors);
        assert_eq!(value.is_none(), errors.count() > 0, "{text}");
        value.ok_or(errors.count())
    }

    #[test]
    fn literals_become_json() {
        for (text, written) in [
            ("true", "true"),
            ("null", "null"),
            (r#""a \"b\" \u{e9}\n""#, r#""a \"b\" é\n""#),
            ("r#\"C:\\\"x\"\"#", r#""C:\\\"x\"""#),
            ("0", "0"),
            ("-1_000", "-1000"),
            ("0xff", "255"),
            ("9007199254740991", "9007199254740991"),
            ("1.50", "1.5"),
            ("-0.0", "-0.0"),
            ("1e3", "1000.0"),
            ("[]", "[]"),
            ("[1, [null,], \"x\"]", r#"[1,[null],"x"]"#),
            ("{}", "{}"),
            (r#"{ "b": { "a": [] }, "a": -2, }"#, r#"{"b":{"a":[]},"a":-2}"#),
        ] {
            assert_eq!(read(text).as_deref(), Ok(written), "{text}");
            assert!(serde_json::from_str::<serde_json::Value>(written).is_ok(), "{text}");
        }
    }

    #[test]
    fn what_is_no_json_is_refused() {
        for (text, errors) in [
            ("yes", 1),
            ("-true", 1),
            ("'a'", 1),
            ("b\"a\"", 1),
            ("c\"a\"", 1),
            ("1u8", 1),
            ("1.0f64", 1),
            ("1e999", 1),
            ("9007199254740992", 1),
            ("-9007199254740992", 1),
            ("1 + 1", 1),
            ("(1)", 1),
            ("concat!(\"a\")", 1),
            ("1 2", 1),
            ("[yes, 1u8, 2]", 2),
            ("{ a: 1 }", 1),
            ("{ \"a\" = 1 }", 1),
            ("{ \"a\": }", 1),
            ("{ \"a\": 1, \"a\": yes }", 2),
        ] {
            assert_eq!(read(text), Err(errors), "{text}");
        }
    }
}
