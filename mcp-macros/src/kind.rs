//! The kinds of functions that clients reach.

use std::fmt;

/// What a marked function is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Tool,
    Prompt,
    Resource,
    ResourceList,
}

impl Kind {
    pub(crate) const ALL: [Self; 4] = [Self::Tool, Self::Prompt, Self::ResourceList, Self::Resource];

    /// The attribute that marks it.
    pub(crate) fn mark(self) -> &'static str {
        match self {
            Self::Tool => "mcp_tool",
            Self::Prompt => "mcp_prompt",
            Self::Resource => "mcp_resource",
            Self::ResourceList => "mcp_resource_list",
        }
    }

    /// Whether clients call it by its name, so that no two may have the same.
    pub(crate) fn is_called_by_name(self) -> bool {
        matches!(self, Self::Tool | Self::Prompt)
    }

    /// What some tokens, as a text, name the mark of. One mark begins as another one does, and comes before it in the list.
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
            Self::Resource => "resource",
            Self::ResourceList => "resource list",
        })
    }
}
