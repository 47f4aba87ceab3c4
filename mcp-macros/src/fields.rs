//! `#[arg(…)]` on the field of a type inside the server's module that lacks `#[mcp_type]`: rustc would only say that it does not know it.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use crate::errors::Errors;
use crate::tokens::is_hash;

/// Refuses each `#[arg(…)]` inside of a type that derives `JsonSchema` by itself, and takes it off: rustc would complain of it again.
pub(crate) fn check(body: TokenStream, errors: &mut Errors) -> TokenStream {
    // Nearly no module has one; then the tokens stay what they are.
    if !holds(&body, "arg") {
        return body;
    }
    let mut out: Vec<TokenTree> = Vec::new();
    let (mut derived, mut marked) = (false, false);
    for token in body {
        match token {
            TokenTree::Group(group)
                if group.delimiter() == Delimiter::Bracket && out.last().is_some_and(is_hash) =>
            {
                derived |= derives(&group);
                marked |= marks(&group);
                out.push(group.into());
            }
            TokenTree::Group(group) if (derived || marked) && group.delimiter() != Delimiter::Bracket => {
                // `pub(super)` comes before the body of the type.
                let visibility = matches!(out.last(), Some(TokenTree::Ident(word)) if word == "pub");
                let refused = derived && !marked && !visibility;
                out.push(if refused { strip(&group, errors).into() } else { group.into() });
                (derived, marked) = (derived && visibility, marked && visibility);
            }
            other => {
                let ends = matches!(&other, TokenTree::Punct(end) if end.as_char() == ';');
                (derived, marked) = (derived && !ends, marked && !ends);
                out.push(other);
            }
        }
    }
    out.into_iter().collect()
}

/// `mcp_type`, by whatever path.
fn marks(attribute: &Group) -> bool {
    let path = attribute.stream().into_iter().take_while(|token| !matches!(token, TokenTree::Group(_)));
    matches!(path.last(), Some(TokenTree::Ident(word)) if word == "mcp_type")
}

/// `derive(… JsonSchema …)`, and no derive of `clap`, whose fields have an `#[arg]` too.
fn derives(attribute: &Group) -> bool {
    let stream = attribute.stream();
    let derive =
        matches!(stream.clone().into_iter().next(), Some(TokenTree::Ident(word)) if word == "derive");
    derive
        && holds(&stream, "JsonSchema")
        && !["Args", "Parser", "Subcommand"].iter().any(|own| holds(&stream, own))
}

/// The same group without `#[arg(…)]`, at any depth: the fields of a variant are in a group of their own.
fn strip(group: &Group, errors: &mut Errors) -> Group {
    let mut out: Vec<TokenTree> = Vec::new();
    for token in group.stream() {
        match token {
            TokenTree::Group(inner) if out.last().is_some_and(is_hash) => {
                let first = inner.stream().into_iter().next();
                let Some(TokenTree::Ident(arg)) =
                    first.filter(|first| matches!(first, TokenTree::Ident(word) if word == "arg"))
                else {
                    out.push(inner.into());
                    continue;
                };
                out.pop();
                let text = "`#[arg(…)]` on a field needs `#[mcp_type]` on its type, in place of the derives; with those write \
                            `#[schemars(…)]`, with `range(min = 1, max = 10)`, `length(…)` or `regex(pattern = \"…\")`: it is enforced as well";
                errors.push(arg.span(), text);
            }
            TokenTree::Group(inner) => out.push(strip(&inner, errors).into()),
            other => out.push(other),
        }
    }
    let mut new = Group::new(group.delimiter(), out.into_iter().collect());
    new.set_span(group.span());
    new
}

/// Whether a word is among some tokens, at any depth.
fn holds(tokens: &TokenStream, word: &str) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == word,
        TokenTree::Group(group) => holds(&group.stream(), word),
        _ => false,
    })
}
