//! The kinds of functions that clients reach.

use std::fmt;

use syn::Attribute;

/// What a marked function is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Tool,
    Prompt,
}

impl Kind {
    pub(crate) const ALL: [Self; 2] = [Self::Tool, Self::Prompt];

    /// The attribute that marks it.
    pub(crate) fn mark(self) -> &'static str {
        match self {
            Self::Tool => "mcp_tool",
            Self::Prompt => "mcp_prompt",
        }
    }

    /// What an attribute marks.
    pub(crate) fn of(attribute: &Attribute) -> Option<Self> {
        let name = &attribute.path().segments.last()?.ident;
        Self::ALL.into_iter().find(|kind| name == kind.mark())
    }

    /// What some tokens, as a text, name the mark of.
    pub(crate) fn named_in(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| text.contains(kind.mark()))
    }
}

/// The word for it in a sentence.
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tool => "tool",
            Self::Prompt => "prompt",
        })
    }
}
