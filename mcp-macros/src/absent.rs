//! A crate that has the marks through another one, and not the runtime that generated code names.

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::quote;

use crate::errors::Errors;
use crate::kind::Kind;
use crate::marks::is_found;
use crate::names::{Dependency, dependency};
use crate::tokens::is_hash;

const TEXT: &str = "this crate does not depend on `mcp-runtime`, which this is written for: add it to `Cargo.toml`, or say \
                    where it is: `crate = path::to::mcp_runtime`";

/// One error, where an expansion could name nothing; nothing where it can.
pub(crate) fn error(written: &[&TokenStream]) -> Option<TokenStream> {
    let absent = dependency(std::env::args()) == Dependency::Absent;
    (absent && !written.iter().any(|tokens| says_where(tokens))).then(|| {
        let mut errors = Errors::default();
        errors.push(Span::call_site(), TEXT);
        errors.into_tokens()
    })
}

/// What stands in the place of such an expansion: the error, and the item without marks, which would say it again.
pub(crate) fn instead(keys: &TokenStream, item: &TokenStream) -> Option<TokenStream> {
    // What only says that a mark is there names nothing.
    if is_found(keys) {
        return None;
    }
    let error = error(&[keys, item])?;
    let item = unmarked(item.clone());
    Some(quote!(#item #error))
}

/// Whether `crate = …` is in it.
fn says_where(tokens: &TokenStream) -> bool {
    let all: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let inner =
        all.iter().any(|token| matches!(token, TokenTree::Group(group) if says_where(&group.stream())));
    inner
        || all.windows(2).any(|pair| {
            matches!(pair, [TokenTree::Ident(word), TokenTree::Punct(is)] if word == "crate" && is.as_char() == '=')
        })
}

/// An item without what only this macro and its like can read.
fn unmarked(item: TokenStream) -> TokenStream {
    let mut out = TokenStream::new();
    let mut tokens = item.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), unmarked(group.stream()));
                inner.set_span(group.span());
                out.extend([TokenTree::Group(inner)]);
            }
            hash if is_hash(&hash) => match tokens.next_if(is_ours) {
                Some(_) => {}
                None => out.extend([hash]),
            },
            other => out.extend([other]),
        }
    }
    out
}

/// Whether it is the rest of an attribute that only these macros know.
fn is_ours(token: &TokenTree) -> bool {
    let TokenTree::Group(group) = token else { return false };
    let name = |token: TokenTree| match token {
        TokenTree::Ident(name) => Some(name.to_string()),
        _ => None,
    };
    // A path is read to its end.
    let before_list = group.stream().into_iter().take_while(|token| !matches!(token, TokenTree::Group(_)));
    before_list.filter_map(name).last().is_some_and(|name| {
        name == "arg" || name == "ask" || Kind::ALL.iter().any(|kind| kind.mark() == name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_keeps_what_is_its_own() {
        let item = quote! {
            #[cfg(test)]
            mod s {
                #[inline]
                #[mcp_runtime::mcp_tool(read_only)]
                fn f(#[arg(range = 1..)] a: u32, #[ask("?")] b: Confirm) {}
            }
        };
        let kept = quote! { #[cfg(test)] mod s { #[inline] fn f(a: u32, b: Confirm) {} } };
        assert_eq!(unmarked(item).to_string(), kept.to_string());
        assert!(says_where(&quote!(state = A, crate = facade::kit)));
        assert!(!says_where(&quote!(state = crate::A)));
    }
}
