//! Small questions to tokens and types.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::Type;

/// The place of the first token.
pub(crate) fn first(tokens: &TokenStream) -> Span {
    tokens.clone().into_iter().next().map_or_else(Span::call_site, |token| token.span())
}

/// Whether a token begins an attribute.
pub(crate) fn is_hash(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(hash) if hash.as_char() == '#')
}

/// The last name of the path that a type is.
pub(crate) fn last(ty: &TokenStream) -> Option<Ident> {
    let Ok(Type::Path(path)) = syn::parse2(ty.clone()) else { return None };
    path.path.segments.last().map(|segment| segment.ident.clone())
}

/// The type inside the invisible groups that macros by example put around it.
pub(crate) fn peel(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => peel(&group.elem),
        Type::Paren(paren) => peel(&paren.elem),
        other => other,
    }
}
