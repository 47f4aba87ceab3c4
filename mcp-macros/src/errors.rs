//! All errors of one expansion, in the order in which they were found.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

/// Collects errors, so that one compile shows all of them.
#[derive(Debug, Default)]
pub(crate) struct Errors(Vec<syn::Error>);

impl Errors {
    pub(crate) fn push(&mut self, at: Span, text: impl Display) {
        self.0.push(syn::Error::new(at, text));
    }

    /// An error that is about several tokens, all of them underlined: a span of its own has only one.
    pub(crate) fn push_over(&mut self, tokens: impl ToTokens, text: impl Display) {
        self.0.push(syn::Error::new_spanned(tokens, text));
    }

    /// How many there are; a part that began with fewer had one of its own.
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn into_tokens(self) -> TokenStream {
        self.0.iter().map(syn::Error::to_compile_error).collect()
    }
}
