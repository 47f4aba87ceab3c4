//! What a list says of one thing, in the newest revision.

use serde_json::Value;

use crate::outcome::content::IconSpec;

/// What every entry has, of whatever it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Common {
    pub(crate) name: &'static str,
    /// A name for people; empty when there is none.
    pub(crate) title: &'static str,
    pub(crate) description: &'static str,
    pub(crate) icons: &'static [IconSpec],
    /// Keys of `_meta` and their values as JSON.
    pub(crate) meta: &'static [(&'static str, &'static str)],
}

/// A tool, as its entry in `tools/list` says it.
#[derive(Debug)]
pub(crate) struct ToolEntry<'a> {
    pub(crate) common: Common,
    pub(crate) hints: Hints,
    pub(crate) input_schema: &'a Value,
    pub(crate) output_schema: Option<&'a Value>,
}

/// A prompt, as its entry in `prompts/list` says it.
#[derive(Debug)]
pub(crate) struct PromptEntry<'a> {
    pub(crate) common: Common,
    pub(crate) arguments: &'a [PromptArgument],
}

/// `PromptArgument`.
#[derive(Debug)]
pub(crate) struct PromptArgument {
    pub(crate) name: &'static str,
    pub(crate) description: String,
    pub(crate) required: bool,
}

/// The behaviour that a tool declares (`ToolAnnotations`); `None` is not sent.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Hints {
    /// `readOnlyHint`.
    pub(crate) read_only: Option<bool>,
    /// `destructiveHint`.
    pub(crate) destructive: Option<bool>,
    /// `idempotentHint`.
    pub(crate) idempotent: Option<bool>,
    /// `openWorldHint`.
    pub(crate) open_world: Option<bool>,
}
