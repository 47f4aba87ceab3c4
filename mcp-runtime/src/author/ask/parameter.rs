//! Parameters with `#[ask("…")]`: asked for before the function begins, so it runs once.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context as TaskContext, Poll};

use crate::author::form::Elicit;
use crate::context::Context;
use crate::context::ask::Line;
use crate::outcome::Outcome;
use crate::outcome::ask_error::AskError;
use crate::outcome::error::ToolError;

/// A type that a parameter can have that the client is asked for.
#[diagnostic::on_unimplemented(
    message = "a user cannot be asked for a `{Self}`",
    label = "neither a form nor an `Option` of one",
    note = "put `#[derive(Elicit)]` on a struct whose fields are texts, numbers, `bool`s or enums that derive it too; one such value alone is a form as well, and `Confirm` is yes"
)]
pub trait Asked: Sized + Send + 'static {
    /// What the user fills in.
    #[doc(hidden)]
    type Form: Elicit;
    #[doc(hidden)]
    fn of(answer: Result<Self::Form, AskError>) -> Result<Self, AskError>;
}

#[diagnostic::do_not_recommend]
impl<T: Elicit> Asked for T {
    type Form = T;

    fn of(answer: Result<T, AskError>) -> Result<T, AskError> {
        answer
    }
}

/// Nothing where the user did not say anything, or cannot be asked.
#[diagnostic::do_not_recommend]
impl<T: Elicit> Asked for Option<T> {
    type Form = T;

    fn of(answer: Result<T, AskError>) -> Result<Self, AskError> {
        match answer {
            Err(AskError::Declined | AskError::Cancelled | AskError::Unsupported(_)) => Ok(None),
            answer => answer.map(Some),
        }
    }
}

/// One question on its way to its answer.
pub struct Question<T>(State<T>);

enum State<T> {
    Asking(Pin<Box<dyn Future<Output = Result<T, AskError>> + Send>>),
    Answered(Result<T, AskError>),
}

impl<T> fmt::Debug for Question<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Question").field(&matches!(self.0, State::Answered(_))).finish()
    }
}

/// A question that was not asked yet; its key is the name of the parameter.
pub fn question<T: Asked>(context: &Context, key: &'static str, message: String) -> Question<T> {
    let context = context.clone();
    let asking = async move { T::of(context.ask::<T::Form>(key, message).await) };
    Question(State::Asking(Box::pin(asking)))
}

impl<T> Question<T> {
    /// The answer; one that was not waited for is none.
    pub fn answer(question: Self) -> Result<T, ToolError> {
        match question.0 {
            State::Answered(answer) => answer.map_err(ToolError::from),
            State::Asking(_) => Err(AskError::Closed.into()),
        }
    }
}

/// A question of any type.
pub trait Gather: Send {
    /// Goes on with it.
    #[doc(hidden)]
    fn poll(&mut self, cx: &mut TaskContext<'_>) -> Poll<()>;
    /// Whether the call ends with its answer.
    #[doc(hidden)]
    fn has_failed(&self) -> bool;
}

impl<T: Send> Gather for Question<T> {
    fn poll(&mut self, cx: &mut TaskContext<'_>) -> Poll<()> {
        if let State::Asking(asking) = &mut self.0 {
            let answer = std::task::ready!(asking.as_mut().poll(cx));
            self.0 = State::Answered(answer);
        }
        Poll::Ready(())
    }

    fn has_failed(&self) -> bool {
        matches!(self.0, State::Answered(Err(_)))
    }
}

/// Asks: all at once where that is one round, one after the other where the client shows one at a time. Ends with the first that fails.
pub async fn ask_all(context: &Context, questions: &mut [&mut dyn Gather]) {
    if let Line::Live(_) = context.line() {
        for question in questions {
            poll_fn(|cx| question.poll(cx)).await;
            if question.has_failed() {
                return;
            }
        }
        return;
    }
    poll_fn(|cx| {
        let mut pending = false;
        for question in &mut *questions {
            pending |= question.poll(cx).is_pending();
        }
        if pending { Poll::Pending } else { Poll::Ready(()) }
    })
    .await;
}

/// The end of a call whose question was asked in vain.
pub fn asked_in_vain(error: ToolError) -> Outcome {
    Outcome::Error(error)
}

/// The text of a question.
pub fn said(text: fmt::Arguments<'_>) -> String {
    text.to_string()
}
