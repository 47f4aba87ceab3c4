//! What clients list and call, made out of the constant table.

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use crate::app::lists::{Condition, Item, Listed, Rendered};
use crate::author::handler::Handler;
use crate::protocol::downgrade;
use crate::protocol::entry::{Common, Facts, Hints, PromptArgument, PromptEntry, ResourceEntry, ToolEntry};
use crate::protocol::revision::Revision;
use crate::schema::resources::Address;

/// All that a server is made with.
#[derive(Debug, Default)]
pub(crate) struct Specs {
    pub(crate) tools: Vec<Item<ToolSpec>>,
    pub(crate) prompts: Vec<Item<PromptSpec>>,
    pub(crate) resources: Vec<Item<ResourceSpec>>,
    pub(crate) templates: Vec<Item<TemplateSpec>>,
    pub(crate) listers: Vec<Arc<Handler>>,
}

/// A tool, ready to be listed and called.
pub(crate) struct ToolSpec {
    pub(crate) handler: Arc<Handler>,
    pub(crate) common: Common,
    pub(super) hints: Hints,
    pub(crate) input_schema: Value,
    pub(crate) output_schema: Option<Value>,
    pub(super) condition: Option<Condition>,
    pub(super) rendered: Rendered,
}

/// A prompt, ready to be listed and called.
pub(crate) struct PromptSpec {
    pub(crate) handler: Arc<Handler>,
    pub(crate) common: Common,
    pub(super) arguments: Vec<PromptArgument>,
    pub(super) condition: Option<Condition>,
    pub(super) rendered: Rendered,
}

/// A resource with a URI of its own.
pub(crate) type ResourceSpec = Addressed<false>;

/// Resources whose URIs have something in common.
pub(crate) type TemplateSpec = Addressed<true>;

/// Something with a URI, ready to be listed and read.
pub(crate) struct Addressed<const TEMPLATE: bool> {
    pub(crate) handler: Arc<Handler>,
    /// As the author wrote it.
    pub(crate) uri: Arc<str>,
    pub(crate) address: Address,
    pub(crate) common: Common,
    pub(super) mime: &'static str,
    pub(super) facts: Facts,
    pub(super) condition: Option<Condition>,
    pub(super) rendered: Rendered,
}

impl<const TEMPLATE: bool> fmt::Debug for Addressed<TEMPLATE> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Addressed").field("uri", &self.uri).finish_non_exhaustive()
    }
}

impl<const TEMPLATE: bool> Listed for Addressed<TEMPLATE> {
    const MEMBER: &'static str = if TEMPLATE { "resourceTemplates" } else { "resources" };

    fn name(&self) -> &Arc<str> {
        &self.uri
    }

    fn entry(&self, revision: Revision) -> &str {
        let listed = || ResourceEntry {
            uri: &self.uri,
            is_template: TEMPLATE,
            common: self.common,
            facts: &self.facts,
            mime: self.mime,
        };
        self.rendered.get(revision, || downgrade::resource(&listed(), revision))
    }

    fn condition(&self) -> Option<&Condition> {
        self.condition.as_ref()
    }
}

macro_rules! listed {
    ($ty:ident, $member:literal, $render:path) => {
        impl fmt::Debug for $ty {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($ty)).field("name", &self.handler.name).finish_non_exhaustive()
            }
        }

        impl Listed for $ty {
            const MEMBER: &'static str = $member;

            fn name(&self) -> &Arc<str> {
                &self.handler.name
            }

            fn entry(&self, revision: Revision) -> &str {
                self.rendered.get(revision, || $render(&self.listed(), revision))
            }

            fn condition(&self) -> Option<&Condition> {
                self.condition.as_ref()
            }
        }
    };
}
listed!(ToolSpec, "tools", downgrade::tool);
listed!(PromptSpec, "prompts", downgrade::prompt);

impl ToolSpec {
    /// What its entry in `tools/list` says.
    pub(crate) fn listed(&self) -> ToolEntry<'_> {
        ToolEntry {
            common: self.common,
            hints: self.hints,
            input_schema: &self.input_schema,
            output_schema: self.output_schema.as_ref(),
        }
    }
}

impl PromptSpec {
    /// What its entry in `prompts/list` says.
    pub(crate) fn listed(&self) -> PromptEntry<'_> {
        PromptEntry { common: self.common, arguments: &self.arguments }
    }
}
