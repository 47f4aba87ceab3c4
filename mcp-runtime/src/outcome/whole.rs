//! A result that is more than a value or some content: both, with words of the author's own, and `_meta`.

use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;

use crate::outcome::content::{Audio, Content, Embedded, Extras, Image, ResourceLink, Text};
use crate::outcome::error::ToolError;
use crate::outcome::{Direct, IntoOutcome, Json, Outcome, Output};

/// A result with all that a tool can give: a value, content of one's own beside it, and `_meta`.
///
/// The value is the structured content, and clients that know none read it as text. With a text of one's own they read that instead.
///
/// ```
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::{CallToolResult, Image};
///
/// /// Count what was measured.
/// #[mcp_tool(read_only)]
/// async fn measured(days: u32) -> CallToolResult<Vec<u32>> {
///     let counts: Vec<u32> = (1..=days).collect();
///     CallToolResult::new(counts)
///         .text(format!("{days} days were measured."))
///         .content(Image::png([0x89, 0x50, 0x4E, 0x47]))
///         .meta("com.example/station", 7)
/// }
/// ```
///
/// A pair of `Json<T>` and a block of content is the same in short: `(Json<T>, Image)`, or `(Text, Json<T>)` for a text of one's own.
#[derive(Debug, Clone)]
#[must_use = "it is the result of a tool"]
pub struct CallToolResult<T> {
    value: T,
    rest: Rest,
}

/// What is beside the value.
#[derive(Debug, Clone, Default)]
struct Rest {
    /// Blocks before the value and after it.
    before: Vec<Content>,
    after: Vec<Content>,
    extras: Extras,
}

/// A result as it is written.
#[derive(Debug)]
pub struct Whole {
    /// The value, as JSON.
    pub(crate) json: String,
    /// Where its text stands among the blocks; nothing where a text of the author's stands for it.
    pub(crate) mirrored_at: Option<usize>,
    pub(crate) blocks: Vec<Content>,
    /// `_meta`, and what could not be written into it.
    pub(crate) extras: Extras,
}

impl Whole {
    /// About how many bytes it takes.
    pub(crate) fn size(&self) -> usize {
        self.json.len() + self.blocks.iter().map(Content::size).sum::<usize>() + self.extras.size()
    }
}

impl<T> CallToolResult<T> {
    /// A value. `()` where there is only content.
    pub fn new(value: T) -> Self {
        Self { value, rest: Rest::default() }
    }

    /// Adds a text that is read instead of the value as JSON.
    pub fn text(self, text: impl Into<String>) -> Self {
        self.content(Text::new(text))
    }

    /// Adds a block of content.
    pub fn content(mut self, block: impl Into<Content>) -> Self {
        self.rest.after.push(block.into());
        self
    }

    /// Adds a value under a key of `_meta`, for clients that know what it means; a key is written as on blocks of content
    /// ([`Text::meta`](crate::Text::meta)).
    pub fn meta(mut self, key: impl Into<String>, value: impl Serialize) -> Self {
        self.rest.extras.add_meta(key.into(), serde_json::to_value(value));
        self
    }
}

impl Rest {
    fn around(self, json: Result<String, serde_json::Error>) -> Outcome {
        let Self { before, after, extras } = self;
        let (at, mut blocks) = (before.len(), before);
        blocks.extend(after);
        let has_text = blocks.iter().any(|block| matches!(block, Content::Text(_)));
        match json {
            Ok(json) => Outcome::Whole(Box::new(Whole {
                mirrored_at: (!has_text && (json != "null" || blocks.is_empty())).then_some(at),
                json,
                blocks,
                extras,
            })),
            Err(error) => Outcome::Error(ToolError::private(error)),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + JsonSchema> IntoOutcome for CallToolResult<T> {
    fn output(generator: &mut SchemaGenerator) -> Output {
        T::output(generator)
    }

    fn into_outcome(self) -> Outcome {
        self.rest.around(serde_json::to_string(&self.value))
    }
}

macro_rules! pairs {
    ($($block:ident)*) => {
        $(impl<T: Serialize + JsonSchema> Direct for (Json<T>, $block) {
            fn direct(self) -> Outcome {
                let rest = Rest { after: vec![self.1.into()], ..Rest::default() };
                rest.around(serde_json::to_string(&self.0))
            }

            fn schema(generator: &mut SchemaGenerator) -> Output {
                T::output(generator)
            }
        }

        impl<T: Serialize + JsonSchema> Direct for ($block, Json<T>) {
            fn direct(self) -> Outcome {
                let rest = Rest { before: vec![self.0.into()], ..Rest::default() };
                rest.around(serde_json::to_string(&self.1))
            }

            fn schema(generator: &mut SchemaGenerator) -> Output {
                T::output(generator)
            }
        })*
    };
}
pairs!(Text Image Audio ResourceLink Embedded Content);
