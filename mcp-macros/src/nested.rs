//! What stands inside a server's module and is not part of it: other modules, and macros by example.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};

use crate::errors::Errors;
use crate::keys::include::Include;
use crate::kind::Kind;
use crate::tokens::is_hash;

/// Tools of a module inside the server's are listed by nobody, unless `include` names them.
pub(crate) fn check(body: TokenStream, include: &[Include], errors: &mut Errors) {
    let tokens: Vec<TokenTree> = body.into_iter().collect();
    for (index, window) in tokens.windows(3).enumerate() {
        let [TokenTree::Ident(word), TokenTree::Ident(name), TokenTree::Group(inner)] = window else {
            continue;
        };
        let included = || {
            include.iter().any(|include| include.path.segments.iter().any(|segment| segment.ident == *name))
        };
        if word != "mod" || included() || serves(&tokens[..index]) {
            continue;
        }
        for (kind, mark) in marks(inner.stream()) {
            let text = format!(
                "{kind}s of a nested module are not listed by themselves: move it up, or name it, as `include({name}::…)`, or write \
                 `#[mcp_server]` on `mod {name}` and `include({name}::*)` for all of it"
            );
            errors.push(mark, text);
        }
    }
    // What is named may be what a macro makes.
    if !include.iter().any(Include::is_of_module) {
        macros(&tokens, errors);
    }
}

/// What a macro by example makes in a server's module is there only after the server was put together.
fn macros(tokens: &[TokenTree], errors: &mut Errors) {
    for window in tokens.windows(4) {
        let [TokenTree::Ident(word), TokenTree::Punct(_), TokenTree::Ident(name), TokenTree::Group(rules)] =
            window
        else {
            continue;
        };
        if word != "macro_rules" {
            continue;
        }
        for token in rules.stream() {
            let TokenTree::Group(rule) = token else { continue };
            for (kind, mark) in marks(rule.stream()) {
                let text = format!(
                    "{kind}s that a macro makes are not listed by themselves: name them, with `include(self::…)`, or call \
                     `{name}!` outside of the module and include them from there"
                );
                errors.push(mark, text);
            }
        }
    }
}

/// The marks among the tokens of a body, and where they are.
fn marks(body: TokenStream) -> Vec<(Kind, Span)> {
    let tokens: Vec<TokenTree> = body.into_iter().collect();
    let found = tokens.windows(2).filter_map(|window| {
        let [TokenTree::Punct(hash), TokenTree::Group(attribute)] = window else { return None };
        let marked = |token| {
            let kind = Kind::ALL.into_iter().find(|kind| is_ident(&token, kind.mark()))?;
            Some((kind, token.span()))
        };
        attribute.stream().into_iter().find_map(marked).filter(|_| hash.as_char() == '#')
    });
    found.collect()
}

/// Whether the attributes at the end of `tokens` make a server of what follows.
fn serves(tokens: &[TokenTree]) -> bool {
    let attributes = tokens.iter().rev().take_while(|token| match token {
        TokenTree::Group(group) => group.delimiter() != Delimiter::Brace,
        token => is_hash(token) || is_ident(token, "pub"),
    });
    attributes
        .filter_map(|token| if let TokenTree::Group(group) = token { Some(group.stream()) } else { None })
        .any(|attribute| attribute.into_iter().any(|token| is_ident(&token, "mcp_server")))
}

fn is_ident(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}
