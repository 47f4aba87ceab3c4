//! What a prompt gives: messages, each of one block of content.

use std::borrow::Cow;
use std::marker::PhantomData;

use crate::outcome::Outcome;
use crate::outcome::content::{Audio, Content, Embedded, Image, ResourceLink, Role, Text};
use crate::outcome::error::ToolError;
use crate::outcome::into_error::MadeOf;

/// One message of a prompt.
///
/// ```
/// use mcp_runtime::{Content, PromptMessage, Role};
///
/// let message = PromptMessage::user("What is the weather in Bern?");
/// assert_eq!((message.role, message.content), (Role::User, Content::text("What is the weather in Bern?")));
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct PromptMessage {
    /// Who says it.
    pub role: Role,
    /// What is said: one block.
    pub content: Content,
}

impl PromptMessage {
    /// Something that the person says.
    pub fn user(content: impl Into<Content>) -> Self {
        Self { role: Role::User, content: content.into() }
    }

    /// Something that the model says.
    pub fn assistant(content: impl Into<Content>) -> Self {
        Self { role: Role::Assistant, content: content.into() }
    }
}

/// The messages of a prompt, in their order.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// /// Review a change.
/// #[mcp_prompt]
/// fn review(
///     /// The change, as a diff.
///     diff: String,
/// ) -> Messages {
///     Messages::new()
///         .user("Review this change. Say what could break.")
///         .user(diff)
///         .assistant("I begin with what could lose data.")
/// }
/// # assert_eq!(review(String::new()).len(), 3);
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Messages {
    messages: Vec<PromptMessage>,
    description: Option<String>,
}

impl Messages {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds something that the person says.
    #[must_use]
    pub fn user(self, content: impl Into<Content>) -> Self {
        self.with(PromptMessage::user(content))
    }

    /// Adds something that the model says.
    #[must_use]
    pub fn assistant(self, content: impl Into<Content>) -> Self {
        self.with(PromptMessage::assistant(content))
    }

    /// Adds a message.
    #[must_use]
    pub fn with(mut self, message: PromptMessage) -> Self {
        self.messages.push(message);
        self
    }

    /// Says what these messages are for, where the prompt's own description says too little.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.messages.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// One after the other.
    pub fn iter(&self) -> std::slice::Iter<'_, PromptMessage> {
        self.messages.iter()
    }

    pub(crate) fn contents_mut(&mut self) -> impl Iterator<Item = &mut Content> {
        self.messages.iter_mut().map(|message| &mut message.content)
    }

    pub(crate) fn about(&self) -> Option<&str> {
        self.description.as_deref()
    }
}

impl<'a> IntoIterator for &'a Messages {
    type Item = &'a PromptMessage;
    type IntoIter = std::slice::Iter<'a, PromptMessage>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl FromIterator<PromptMessage> for Messages {
    fn from_iter<I: IntoIterator<Item = PromptMessage>>(messages: I) -> Self {
        Self { messages: messages.into_iter().collect(), description: None }
    }
}

/// What a prompt can return.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the result of an MCP prompt",
    label = "no messages",
    note = "return a `String` for one message of the user, `Messages` for more, or a `Result` of these"
)]
pub trait IntoMessages {
    #[doc(hidden)]
    fn into_messages(self) -> Outcome;
}

macro_rules! one_message {
    ($($ty:ty)*) => {
        $(#[diagnostic::do_not_recommend]
        impl IntoMessages for $ty {
            fn into_messages(self) -> Outcome {
                Messages::new().user(self).into_messages()
            }
        })*
    };
}
one_message!(String &str Content Text Image Audio ResourceLink Embedded);

#[diagnostic::do_not_recommend]
impl IntoMessages for Cow<'_, str> {
    fn into_messages(self) -> Outcome {
        self.into_owned().into_messages()
    }
}

#[diagnostic::do_not_recommend]
impl IntoMessages for Messages {
    fn into_messages(self) -> Outcome {
        Outcome::Messages(self)
    }
}

#[diagnostic::do_not_recommend]
impl IntoMessages for PromptMessage {
    fn into_messages(self) -> Outcome {
        Outcome::Messages(Messages::new().with(self))
    }
}

#[diagnostic::do_not_recommend]
impl IntoMessages for Vec<PromptMessage> {
    fn into_messages(self) -> Outcome {
        Outcome::Messages(self.into_iter().collect())
    }
}

/// Several blocks of the person's.
#[diagnostic::do_not_recommend]
impl IntoMessages for Vec<Content> {
    fn into_messages(self) -> Outcome {
        Outcome::Messages(self.into_iter().map(PromptMessage::user).collect())
    }
}

#[diagnostic::do_not_recommend]
impl<T: IntoMessages, E> IntoMessages for Result<T, E>
where
    ToolError: MadeOf<E>,
{
    fn into_messages(self) -> Outcome {
        self.map_or_else(|error| Outcome::Error(ToolError::made_of(error)), IntoMessages::into_messages)
    }
}

/// What a prompt returned, of the type `T`.
#[derive(Debug)]
pub struct Prompted<T>(PhantomData<fn() -> T>);

impl<T> Prompted<T> {
    /// For the type of `value`.
    pub fn of(_: &T) -> Self {
        Self(PhantomData)
    }

    /// The outcome of a value. That its type can be one is asked here, so that the error is at the author's type.
    pub fn outcome(&self, value: T) -> Outcome
    where
        T: IntoMessages,
    {
        value.into_messages()
    }
}
