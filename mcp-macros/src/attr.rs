//! The grammar of the attributes: `key`, `key = value`, `key(…)`, separated by commas.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::ToTokens as _;

use crate::elsewhere::instead;
use crate::errors::Errors;
use crate::suggest::nearest;
use crate::text::Text;

/// The key that may stand several times: each icon has its own.
const REPEATED: &str = "icon";

/// One key of an attribute.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) key: Ident,
    pub(crate) value: Value,
}

/// What stands behind a key.
#[derive(Debug)]
pub(crate) enum Value {
    /// Nothing.
    Flag,
    /// `= …`
    Is(TokenStream),
    /// `(…)`
    List(TokenStream),
}

impl Entry {
    /// The value, else the key: what an error underlines.
    pub(crate) fn place(&self) -> TokenStream {
        match &self.value {
            Value::Is(tokens) | Value::List(tokens) if !tokens.is_empty() => tokens.clone(),
            _ => self.key.to_token_stream(),
        }
    }

    /// The expression behind `=`.
    pub(crate) fn expr(&self, errors: &mut Errors) -> Option<TokenStream> {
        if let Value::Is(tokens) = &self.value {
            return Some(tokens.clone());
        }
        errors.push(self.key.span(), format!("`{0}` needs a value: `{0} = …`", self.key));
        None
    }

    /// The text behind `=`, with its place.
    pub(crate) fn text(&self, errors: &mut Errors) -> Option<syn::LitStr> {
        self.text_or(errors, "")
    }

    /// The same, of a form that an example shows.
    pub(crate) fn text_as(&self, example: &str, errors: &mut Errors) -> Option<syn::LitStr> {
        self.text_or(errors, &format!(", as `\"{example}\"`"))
    }

    fn text_or(&self, errors: &mut Errors, example: &str) -> Option<syn::LitStr> {
        let tokens = self.expr(errors)?;
        let text = syn::parse2::<syn::LitStr>(tokens).ok();
        if text.is_none() {
            errors.push_over(self.place(), format!("`{}` takes a text in quotes{example}", self.key));
        }
        text
    }

    /// The text behind `=`: written out, or an expression that is one.
    pub(crate) fn words(&self, errors: &mut Errors) -> Option<Text> {
        let tokens = self.expr(errors)?;
        match syn::parse2::<syn::Expr>(tokens.clone()) {
            Ok(syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. })) => {
                Some(Text::Known(text.value()))
            }
            Ok(syn::Expr::Path(_) | syn::Expr::Macro(_) | syn::Expr::Call(_) | syn::Expr::Block(_)) => {
                Some(Text::Const(tokens))
            }
            _ => {
                let text = format!("`{}` takes a text in quotes, or a constant that is one", self.key);
                errors.push_over(self.place(), text);
                None
            }
        }
    }

    /// `key`, `key = true` or `key = false`.
    pub(crate) fn flag(&self, errors: &mut Errors) -> Option<bool> {
        match &self.value {
            Value::Flag => Some(true),
            Value::Is(tokens) => {
                if let Ok(flag) = syn::parse2::<syn::LitBool>(tokens.clone()) {
                    Some(flag.value)
                } else {
                    errors.push_over(self.place(), format!("`{}` takes `true` or `false`", self.key));
                    None
                }
            }
            Value::List(_) => {
                errors.push_over(self.place(), format!("`{}` takes `true` or `false`, not a list", self.key));
                None
            }
        }
    }
}

/// Reads the keys of an attribute. Each that is unknown, or given twice, is an error and is left out.
pub(crate) fn entries(what: &str, tokens: TokenStream, known: &[&str], errors: &mut Errors) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for piece in split(tokens) {
        let Some(entry) = entry(what, piece, known, errors) else { continue };
        let key = entry.key.to_string();
        if !known.contains(&key.as_str()) {
            let hint = match (instead(what, &key), nearest(&key, known.iter().copied())) {
                (Some(instead), _) => instead.to_owned(),
                (None, Some(near)) => format!("did you mean `{near}`?"),
                (None, None) => format!(
                    "it has {}",
                    known.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")
                ),
            };
            errors.push(entry.key.span(), format!("{what} has no key `{key}`; {hint}"));
        } else if entry.key != REPEATED && entries.iter().any(|earlier| earlier.key == entry.key) {
            errors.push(entry.key.span(), format!("`{key}` is given twice; keep one of the two"));
        } else {
            entries.push(entry);
        }
    }
    entries
}

fn entry(what: &str, piece: Vec<TokenTree>, known: &[&str], errors: &mut Errors) -> Option<Entry> {
    let mut tokens = piece.into_iter();
    let key = match tokens.next()? {
        TokenTree::Ident(key) => key,
        other => {
            let text = if known.contains(&"description") && other.to_string().starts_with('"') {
                format!(
                    "expected a key of {what}: a text that says what it is, is a doc comment or `description = \"…\"`"
                )
            } else {
                format!("expected a key of {what}, such as `{}`", known.first().map_or("name", |key| key))
            };
            errors.push(other.span(), text);
            return None;
        }
    };
    let value = match tokens.next() {
        None => Value::Flag,
        Some(TokenTree::Punct(equals)) if equals.as_char() == '=' => {
            let value: TokenStream = tokens.collect();
            if value.is_empty() {
                errors.push(equals.span(), format!("the value of `{key}` is missing"));
                return None;
            }
            if let Some(next) = unseparated(&value, known) {
                errors.push(next.span(), format!("expected `,` before `{next}`"));
                return None;
            }
            Value::Is(value)
        }
        Some(TokenTree::Group(list)) if list.delimiter() == Delimiter::Parenthesis => {
            Value::List(list.stream())
        }
        Some(other) => {
            errors.push(other.span(), format!("expected `=` or `,` after `{key}`"));
            return None;
        }
    };
    Some(Entry { key, value })
}

/// A known key that stands right behind a value: the comma between them is missing.
fn unseparated(value: &TokenStream, known: &[&str]) -> Option<Ident> {
    let tokens: Vec<TokenTree> = value.clone().into_iter().collect();
    (1..tokens.len()).find_map(|index| {
        let (before, TokenTree::Ident(next)) = (&tokens[index - 1], &tokens[index]) else { return None };
        let is_key = known.iter().any(|key| next == key) && !matches!(before, TokenTree::Punct(_));
        let is_last = match tokens.get(index + 1) {
            Some(TokenTree::Punct(equals)) => equals.as_char() == '=',
            Some(TokenTree::Group(list)) => list.delimiter() == Delimiter::Parenthesis,
            after => after.is_none(),
        };
        (is_key && is_last).then(|| next.clone())
    })
}

/// Splits at the commas that stand between no brackets. Those of generics are no groups of tokens: `<` is one where a `>` closes it
/// before the piece ends, as in `HashMap<String, u64>` and `f::<A, B>()`, and not in `a < b, c`.
pub(crate) fn split(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut pieces = vec![Vec::new()];
    let mut generic_until = 0;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Punct(comma) if comma.as_char() == ',' && at >= generic_until => {
                pieces.push(Vec::new());
                continue;
            }
            TokenTree::Punct(open) if open.as_char() == '<' && at >= generic_until => {
                generic_until = closing(&tokens, at).unwrap_or(at);
            }
            _ => {}
        }
        pieces.last_mut().expect("there is always one").push(token.clone());
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// Where the `>` is that closes a `<` of generics.
fn closing(tokens: &[TokenTree], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        let TokenTree::Punct(punct) = token else { continue };
        match punct.as_char() {
            '<' => depth += 1,
            // The arrow of a function's type.
            '>' if matches!(&tokens[at - 1], TokenTree::Punct(dash) if dash.as_char() == '-') => {}
            '>' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            // A key that comes next: this was no generic.
            '=' if !matches!(tokens.get(at + 1), Some(TokenTree::Punct(next)) if next.as_char() == '>') => {
                return None;
            }
            _ => {}
        }
    }
    None
}
