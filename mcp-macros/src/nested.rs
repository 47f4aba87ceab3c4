//! Modules inside a server's module.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::Path;

use crate::errors::Errors;
use crate::kind::Kind;
use crate::tokens::is_hash;

/// Tools of a module inside the server's are listed by nobody, unless `include` names them.
pub(crate) fn check(body: TokenStream, include: &[Path], errors: &mut Errors) {
    let tokens: Vec<TokenTree> = body.into_iter().collect();
    for (index, window) in tokens.windows(3).enumerate() {
        let [TokenTree::Ident(word), TokenTree::Ident(name), TokenTree::Group(inner)] = window else {
            continue;
        };
        let included =
            || include.iter().any(|path| path.segments.iter().any(|segment| segment.ident == *name));
        if word != "mod" || included() || serves(&tokens[..index]) {
            continue;
        }
        let tokens: Vec<TokenTree> = inner.stream().into_iter().collect();
        for window in tokens.windows(2) {
            let [TokenTree::Punct(hash), TokenTree::Group(attribute)] = window else { continue };
            let marked = |token| {
                let kind = Kind::ALL.into_iter().find(|kind| is_ident(&token, kind.mark()))?;
                Some((kind, token))
            };
            let mark = attribute.stream().into_iter().find_map(marked);
            if let Some((kind, mark)) = mark.filter(|_| hash.as_char() == '#') {
                let text = format!(
                    "{kind}s of a nested module are not listed by themselves: move it up, or write `include({name}::…)`"
                );
                errors.push(mark.span(), text);
            }
        }
    }
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
