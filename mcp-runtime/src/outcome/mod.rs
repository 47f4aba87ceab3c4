//! What a tool function may return, and what becomes of it.
//!
//! The value is serialised once, here; revision and transport come later (`protocol::result`).

#![allow(clippy::unused_self, reason = "a method is found by the type of its receiver, which holds nothing")]

pub(crate) mod ask_error;
pub(crate) mod content;
pub(crate) mod content_check;
pub(crate) mod contents;
pub(crate) mod error;
pub(crate) mod failure;
pub(crate) mod into_error;
pub(crate) mod listed;
pub(crate) mod message;
pub(crate) mod meta_key;
pub(crate) mod overheard;
pub(crate) mod reply;
pub(crate) mod result_ext;
pub(crate) mod rpc_error;
pub mod sampling;
pub(crate) mod start_error;
pub(crate) mod whole;

use std::borrow::Cow;
use std::marker::PhantomData;
use std::ops::Deref;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};

use crate::outcome::content::{Audio, Content, Embedded, Image, ResourceLink, Text};
use crate::outcome::contents::ResourceContents;
#[cfg(feature = "http")]
use crate::outcome::error::ErrorKind;
use crate::outcome::error::ToolError;
use crate::outcome::into_error::MadeOf;
use crate::outcome::message::Messages;
use crate::outcome::whole::Whole;

/// The end of a call, before it is written for a revision.
#[derive(Debug)]
pub enum Outcome {
    /// Text, and no structured content.
    Text(String),
    /// A value as JSON: structured content, mirrored as text.
    Json(String),
    /// Content blocks.
    Content(Vec<Content>),
    /// A value with content and `_meta` beside it.
    Whole(Box<Whole>),
    /// The messages of a prompt.
    Messages(Messages),
    /// The contents of a resource.
    Contents(Vec<ResourceContents>),
    /// A resource that is not there.
    Missing,
    /// Resources that are there.
    Links(Vec<ResourceLink>),
    /// What an argument may be completed by.
    Values(Vec<String>),
    /// What the client is asked before it goes on: the members of an `InputRequiredResult`.
    Asks(String),
    /// A failure of the function itself.
    Error(ToolError),
}

impl Outcome {
    /// Whether the client lacks what it would have to be asked.
    #[cfg(feature = "http")]
    pub(crate) fn is_of_lacking(&self) -> bool {
        matches!(self, Self::Error(error) if matches!(error.kind(), ErrorKind::Lacking(_)))
    }

    /// About how many bytes it takes.
    pub(crate) fn size(&self) -> usize {
        match self {
            Self::Text(text) | Self::Json(text) | Self::Asks(text) => text.len(),
            Self::Content(blocks) => blocks.iter().map(Content::size).sum(),
            Self::Whole(whole) => whole.size(),
            Self::Messages(messages) => messages.iter().map(|message| message.content.size()).sum(),
            Self::Contents(parts) => parts.iter().map(ResourceContents::size).sum(),
            // A link is small by itself, and there may be many.
            Self::Links(links) => links.len() * 256,
            Self::Values(values) => values.iter().map(String::len).sum(),
            // How long a foreign error is shows only when it is printed.
            Self::Error(error) => error.kind().text().map_or(0, str::len),
            Self::Missing => 0,
        }
    }
}

/// What is known of a result before a call: the schema of the value, when it is structured.
#[derive(Debug)]
pub struct Output(pub(crate) Option<Schema>);

/// A value that a tool can return.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the result of an MCP tool",
    label = "cannot be turned into a tool result",
    note = "on a type of your own put `#[mcp_type]`, or return a `String` or `Content`; a value with content beside it is `(Json<T>, Image)`, \
            or a `CallToolResult<T>`",
    note = "a `Result` stands outside, as in `Result<Vec<T>, E>`; what is still to come, as of a future, an iterator or a channel, is \
            awaited or collected before",
    note = "a type of another crate may need that crate's feature of `mcp-runtime`: `bytes`, `chrono`, `jiff`, `rust_decimal`, `semver`, `url` or `uuid`"
)]
pub trait IntoOutcome {
    #[doc(hidden)]
    fn output(generator: &mut SchemaGenerator) -> Output;
    #[doc(hidden)]
    fn into_outcome(self) -> Outcome;
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + JsonSchema> IntoOutcome for T {
    fn output(generator: &mut SchemaGenerator) -> Output {
        Output(Some(generator.subschema_for::<T>()))
    }

    fn into_outcome(self) -> Outcome {
        match serde_json::to_string(&self) {
            Ok(json) => Outcome::Json(json),
            Err(error) => Outcome::Error(ToolError::private(error)),
        }
    }
}

macro_rules! content_outcome {
    ($($ty:ty)*) => {
        $(#[diagnostic::do_not_recommend]
        impl IntoOutcome for $ty {
            fn output(_: &mut SchemaGenerator) -> Output {
                Output(None)
            }

            fn into_outcome(self) -> Outcome {
                Outcome::Content(vec![self.into()])
            }
        })*
    };
}
content_outcome!(Content Text Image Audio ResourceLink Embedded);

/// Types that are text or content although they are `Serialize` (or a foreign container of our types).
#[doc(hidden)]
pub trait Direct: Sized {
    fn direct(self) -> Outcome;

    /// The schema of the value that is in it.
    fn schema(_: &mut SchemaGenerator) -> Output {
        Output(None)
    }
}

impl Direct for String {
    fn direct(self) -> Outcome {
        Outcome::Text(self)
    }
}

impl Direct for &str {
    fn direct(self) -> Outcome {
        Outcome::Text(self.to_owned())
    }
}

impl Direct for Cow<'_, str> {
    fn direct(self) -> Outcome {
        Outcome::Text(self.into_owned())
    }
}

/// A result without any content is refused by some clients, and models take an empty text for a failure.
impl Direct for Vec<Content> {
    fn direct(self) -> Outcome {
        if self.is_empty() { Outcome::Text("no content".to_owned()) } else { Outcome::Content(self) }
    }
}

macro_rules! blocks {
    ($($block:ident)*) => {
        $(impl Direct for Vec<$block> {
            fn direct(self) -> Outcome {
                self.into_iter().map(Content::from).collect::<Vec<_>>().direct()
            }
        })*
    };
}
blocks!(Text Image Audio ResourceLink Embedded);

impl Direct for () {
    fn direct(self) -> Outcome {
        Outcome::Text("done".to_owned())
    }
}

/// The result type `R` of a function, told apart without looking at its name: text and content (`Direct`), then
/// `Result`, then any other value. The method that fits first is the one that is called. No two stand on one step: for a
/// type that does not exist both would fit, which is an error more.
#[derive(Debug)]
pub struct Returned<R>(DirectOrError<R>);

/// The second step of [`Returned`].
#[derive(Debug)]
pub struct DirectOrError<R>(Fallible<R>);

/// The third step of [`Returned`].
#[derive(Debug)]
pub struct Fallible<R>(Plain<R>);

/// The last step of [`Returned`].
#[derive(Debug)]
pub struct Plain<R>(PhantomData<fn() -> R>);

impl<R> Returned<R> {
    /// For the type of `value`.
    pub fn of(_: &R) -> Self {
        Self::probe()
    }

    /// For the type `R`, without a value.
    pub fn probe() -> Self {
        Self(DirectOrError(Fallible(Plain(PhantomData))))
    }
}

impl<R> Deref for Returned<R> {
    type Target = DirectOrError<R>;

    fn deref(&self) -> &DirectOrError<R> {
        &self.0
    }
}

impl<R> Deref for DirectOrError<R> {
    type Target = Fallible<R>;

    fn deref(&self) -> &Fallible<R> {
        &self.0
    }
}

impl<R> Deref for Fallible<R> {
    type Target = Plain<R>;

    fn deref(&self) -> &Plain<R> {
        &self.0
    }
}

impl<T: Direct> Returned<T> {
    /// The outcome of a value.
    pub fn outcome(&self, value: T) -> Outcome {
        value.direct()
    }

    /// What is known before a call.
    pub fn output(&self, generator: &mut SchemaGenerator) -> Output {
        T::schema(generator)
    }
}

impl<T: Direct, E> DirectOrError<Result<T, E>>
where
    ToolError: MadeOf<E>,
{
    /// The outcome of a value.
    pub fn outcome(&self, value: Result<T, E>) -> Outcome {
        value.map_or_else(|error| Outcome::Error(ToolError::made_of(error)), Direct::direct)
    }

    /// What is known before a call.
    pub fn output(&self, generator: &mut SchemaGenerator) -> Output {
        T::schema(generator)
    }
}

impl<T, E> Fallible<Result<T, E>> {
    /// The outcome of a value.
    pub fn outcome(&self, value: Result<T, E>) -> Outcome
    where
        T: IntoOutcome,
        ToolError: MadeOf<E>,
    {
        value.map_or_else(|error| Outcome::Error(ToolError::made_of(error)), IntoOutcome::into_outcome)
    }

    /// What is known before a call.
    pub fn output(&self, generator: &mut SchemaGenerator) -> Output
    where
        T: IntoOutcome,
        ToolError: MadeOf<E>,
    {
        T::output(generator)
    }
}

impl<T> Plain<T> {
    /// The outcome of a value.
    pub fn outcome(&self, value: T) -> Outcome
    where
        T: IntoOutcome,
    {
        value.into_outcome()
    }

    /// What is known before a call.
    pub fn output(&self, generator: &mut SchemaGenerator) -> Output
    where
        T: IntoOutcome,
    {
        T::output(generator)
    }
}

/// A value that is sent as structured content.
///
/// Any type that is `Serialize` and `JsonSchema` is, with or without this wrapper; it says so in the signature.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Json<T>(pub T);

impl<T: JsonSchema> JsonSchema for Json<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_error_takes_as_much_as_a_long_text() {
        let text = "x".repeat(1000);
        assert_eq!(Outcome::Error(ToolError::new(text.clone())).size(), Outcome::Text(text).size());
    }
}
