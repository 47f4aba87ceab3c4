//! The key `include` of a server: what it lists that stands elsewhere.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::Path;

use crate::attr::{Entry, Value, split};
use crate::errors::Errors;
use crate::names::plain;

/// One path of it.
pub(crate) struct Include {
    pub(crate) path: Path,
    /// Whether `::*` stands behind it: the path is that of a module then, else that of a function.
    pub(crate) all: bool,
}

impl Include {
    /// What an error underlines.
    pub(crate) fn at(&self) -> Span {
        self.path.segments.last().map_or_else(Span::call_site, |segment| segment.ident.span())
    }

    /// Whether it begins in the module that has the key.
    pub(crate) fn is_of_module(&self) -> bool {
        self.path.get_ident().is_some()
            || self.path.segments.first().is_some_and(|first| first.ident == "self")
    }
}

/// The paths of `include`.
pub(crate) fn read(entry: &Entry, errors: &mut Errors) -> Vec<Include> {
    let Value::List(list) = &entry.value else {
        errors.push_over(entry.place(), "write `include(path::to::tool, …)`, or `include(module::*)`");
        return Vec::new();
    };
    let mut all = Vec::new();
    for piece in split(list.clone()) {
        let tokens: TokenStream = piece.iter().cloned().collect();
        match one(piece) {
            Some(include) => all.extend(checked(include, errors)),
            None => errors.push_over(
                tokens,
                "expected the path of a function with `#[mcp_tool]`, `#[mcp_prompt]` or `#[mcp_resource]`, or that of a module with \
                 `#[mcp_server]` and `::*` behind it",
            ),
        }
    }
    all
}

fn one(mut piece: Vec<TokenTree>) -> Option<Include> {
    let is = |token: &TokenTree, c| matches!(token, TokenTree::Punct(punct) if punct.as_char() == c);
    let all = matches!(piece.as_slice(), [_, .., a, b, c] if is(a, ':') && is(b, ':') && is(c, '*'));
    if all {
        piece.truncate(piece.len() - 3);
    }
    Some(Include { path: syn::parse2(piece.into_iter().collect()).ok()?, all })
}

/// Refuses what is no module, as far as it can be seen.
fn checked(include: Include, errors: &mut Errors) -> Option<Include> {
    let Some(last) = include.path.segments.last().filter(|_| include.all).cloned() else {
        return Some(include);
    };
    if include.path.is_ident("self") {
        errors.push_over(
            include.path.to_token_stream(),
            "a module lists its own functions by itself: leave it out",
        );
        return None;
    }
    if plain(&last.ident).starts_with(char::is_uppercase) {
        let text = format!(
            "`{}` is written as a type, whose functions belong to a value of it: `include` lists all of a module with `#[mcp_server]`, \
             or functions by their paths",
            last.ident
        );
        errors.push_over(include.path.to_token_stream(), text);
        return None;
    }
    Some(include)
}
