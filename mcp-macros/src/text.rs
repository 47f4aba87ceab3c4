//! Texts of the author's: those that are written out, and those that only the compiler knows, such as a constant or a file.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

/// A text in a table.
#[derive(Debug, Clone)]
pub(crate) enum Text {
    Known(String),
    /// An expression, evaluated where the table is.
    Const(TokenStream),
}

impl Default for Text {
    fn default() -> Self {
        Self::Known(String::new())
    }
}

impl Text {
    /// The text, where it is written out.
    pub(crate) fn known(&self) -> Option<&str> {
        match self {
            Self::Known(text) => Some(text),
            Self::Const(_) => None,
        }
    }

    /// Whether nothing is there.
    pub(crate) fn is_blank(&self) -> bool {
        self.known().is_some_and(|text| text.trim().is_empty())
    }

    /// The same, its expression changed as the place wants it where it is evaluated.
    pub(crate) fn map(self, change: impl Fn(TokenStream) -> TokenStream) -> Self {
        match self {
            Self::Const(tokens) => Self::Const(change(tokens)),
            Self::Known(text) => Self::Known(text),
        }
    }
}

impl ToTokens for Text {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Known(text) => text.to_tokens(tokens),
            Self::Const(value) => tokens.extend(quote!({ #value })),
        }
    }
}
