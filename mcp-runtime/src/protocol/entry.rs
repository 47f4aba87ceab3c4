//! What a list says of one thing, in the newest revision.

use serde_json::Value;

use crate::outcome::content::{IconSpec, Role};

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

/// A resource, or a template of resources, as its entry in a list says it.
#[derive(Debug)]
pub(crate) struct ResourceEntry<'a> {
    /// As the author wrote it.
    pub(crate) uri: &'a str,
    pub(crate) is_template: bool,
    pub(crate) common: Common,
    pub(crate) facts: &'a Facts,
    /// Empty when there is none.
    pub(crate) mime: &'a str,
}

/// What a resource says of itself before it is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts {
    pub(crate) size: Option<u64>,
    pub(crate) audience: &'static [Role],
    pub(crate) priority: Option<f64>,
    /// Empty when it is not said.
    pub(crate) last_modified: &'static str,
}

/// How long, and by whom, a result may be kept (2026-07-28, M-CACHE-01).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cache {
    pub(crate) ttl_ms: u64,
    /// It is the same for everybody.
    pub(crate) is_public: bool,
}

impl Cache {
    /// Lists may change, and nothing says who else may see them (M-CACHE-05).
    pub(crate) const NONE: Self = Self { ttl_ms: 0, is_public: false };
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
