//! What a function gave, as hooks around its call see it.

use serde::Serialize;

use crate::outcome::Outcome;
use crate::outcome::content::{Body, Content};
use crate::outcome::error::ToolError;

/// What a function gave, before it is written for its client. A hook ([`Next`](crate::Next)) passes it on, changes its texts, or gives another.
#[derive(Debug)]
pub struct Reply(pub(crate) Outcome);

impl Reply {
    /// A text in the place of what the function gives: the result of a tool, the message of a prompt, the contents of a resource. For a tool
    /// with an output schema it has to be [`json`](Self::json).
    pub fn text(text: impl Into<String>) -> Self {
        Self(Outcome::Text(text.into()))
    }

    /// A value in the place of what a tool gives. It is held against the tool's output schema, as that of the function is.
    ///
    /// # Errors
    /// Where the value is no JSON.
    pub fn json<T: Serialize + ?Sized>(value: &T) -> Result<Self, ToolError> {
        serde_json::to_string(value).map(|json| Self(Outcome::Json(json))).map_err(ToolError::private)
    }

    /// The value of a tool, as JSON; nothing where the reply is text or content.
    pub fn as_json(&self) -> Option<&str> {
        match &self.0 {
            Outcome::Json(json) => Some(json),
            Outcome::Whole(whole) => Some(&whole.json),
            _ => None,
        }
    }

    /// The texts in it, to read or to change: blocks of text of a tool, messages of a prompt, contents of a resource. What is JSON is
    /// none ([`as_json`](Self::as_json)).
    pub fn texts_mut(&mut self) -> Vec<&mut String> {
        match &mut self.0 {
            Outcome::Text(text) => vec![text],
            Outcome::Content(blocks) => blocks.iter_mut().filter_map(text_of).collect(),
            Outcome::Whole(whole) => whole.blocks.iter_mut().filter_map(text_of).collect(),
            Outcome::Messages(messages) => messages.contents_mut().filter_map(text_of).collect(),
            Outcome::Contents(parts) => parts.iter_mut().filter_map(|part| text_in(&mut part.body)).collect(),
            _ => Vec::new(),
        }
    }

    /// About how many bytes it takes: those of its texts, its JSON and its data.
    pub fn size(&self) -> usize {
        self.0.size()
    }

    /// What a hook gets of a function: a resource that is not there is a failure.
    pub(crate) fn of(outcome: Outcome) -> Result<Self, ToolError> {
        match outcome {
            Outcome::Error(error) => Err(error),
            Outcome::Missing => Err(ToolError::not_found("there is no such resource")),
            Outcome::Contents(parts) if parts.is_empty() => {
                Err(ToolError::not_found("there is no such resource"))
            }
            given => Ok(Self(given)),
        }
    }
}

fn text_of(block: &mut Content) -> Option<&mut String> {
    match block {
        Content::Text(text) => Some(&mut text.text),
        Content::Embedded(embedded) => text_in(&mut embedded.body),
        _ => None,
    }
}

fn text_in(body: &mut Body) -> Option<&mut String> {
    match body {
        Body::Text(text) => Some(text),
        Body::Bytes(_) => None,
    }
}
