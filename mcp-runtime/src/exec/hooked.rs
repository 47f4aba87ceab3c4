//! A call of a server with hooks: its function, and whatever could not begin, is what they are around.
//!
//! They are inside of the rounds of a call, its span, its runtime and its time, as its function is.

use std::future::{Future, poll_fn, ready};
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

use crate::author::args::Call;
use crate::author::around::{self, Hooks, Next};
use crate::author::handler::{Handler, Role};
use crate::author::run::{Body, Run, ToolFuture};
use crate::base::panics;
use crate::context::Context;
use crate::exec::call::refusal;
use crate::exec::called::{Asked, Called};
use crate::exec::home::waiting;
use crate::exec::span;
use crate::exec::started::{Started, after, on_a_thread};
use crate::outcome::Outcome;
use crate::outcome::contents::ResourceContents;
use crate::outcome::error::{ErrorKind, ToolError};
use crate::outcome::failure;
use crate::outcome::message::Messages;
use crate::rpc::identity::Identity;
use crate::schema::Shape;

/// A call and what is around it.
pub(crate) struct Hooked {
    next: Next,
    /// Its function has a thread of its own.
    apart: bool,
}

impl Hooked {
    /// `run` is what came of reading the arguments.
    #[cold]
    pub(crate) fn new(
        hooks: &Arc<Hooks>,
        run: Result<Run, String>,
        arguments: &mut Call<'_>,
        call: &Called,
    ) -> Self {
        let (body, apart) = match run {
            Ok(Run(Some(Body::Future(future)))) => (future, false),
            Ok(Run(Some(Body::Work(work)))) => (ToolFuture::new(on_a_thread(work, call)), true),
            Ok(Run(Some(Body::Asks(asks)))) => (after(asks, call), true),
            Ok(Run(None)) => {
                let error = refusal(&arguments.problems, &arguments.wrong, call);
                (
                    failed(error.unwrap_or_else(|error| ToolError::of(ErrorKind::Protocol(Box::new(error))))),
                    false,
                )
            }
            Err(text) => (failed(failure::panicked(&call.handler.name, &text)), false),
        };
        let waits = std::mem::take(&mut arguments.waits);
        let body = if waits.is_empty() { body } else { waiting(waits, body, &call.app) };
        let uri = match &call.asked {
            Asked::Uri(uri) => Some(Arc::clone(uri)),
            _ => None,
        };
        let seen = around::Call::new(&call.handler, uri, arguments.given(), arguments.origin().context());
        Self { next: Hooks::around(hooks, seen, judged(body, call)), apart }
    }

    pub(crate) fn started(self, context: Option<Context>, identity: Arc<Identity>, call: Called) -> Started {
        let (next, handler) = (self.next, Arc::clone(&call.handler));
        let future = ToolFuture::new(async move {
            match next.run().await {
                Ok(reply) => fitting(&handler, reply.0),
                Err(error) => Outcome::Error(error),
            }
        });
        let mut started = Started::new(identity, Body::Future(future), context, call);
        started.apart |= self.apart;
        started
    }
}

fn failed(error: ToolError) -> ToolFuture {
    ToolFuture::new(ready(Outcome::Error(error)))
}

/// The body as hooks see it: a panic is an error, and so is a result that no client could read.
fn judged(mut body: ToolFuture, call: &Called) -> ToolFuture {
    let call = call.clone();
    ToolFuture::new(async move {
        let outcome = poll_fn(|cx| match panics::guard(|| Pin::new(&mut body).poll(cx)) {
            Ok(polled) => polled,
            Err(text) => {
                call.span.failed(span::PANIC);
                Poll::Ready(Outcome::Error(failure::panicked(&call.handler.name, &text)))
            }
        });
        call.judged(outcome.await)
    })
}

/// What a hook gave, as what its function could have given.
fn fitting(handler: &Handler, outcome: Outcome) -> Outcome {
    match (&handler.role, outcome) {
        (Role::Tool { shape: Shape::Object | Shape::Wrapped, .. }, Outcome::Text(_)) => misplaced(
            handler,
            "a hook gave a text, and the tool has an output schema: make the reply with `Reply::json`",
        ),
        (Role::Prompt, Outcome::Text(text)) => Outcome::Messages(Messages::new().user(text)),
        (Role::Resource(_), Outcome::Text(text)) => Outcome::Contents(vec![ResourceContents::text(text)]),
        (Role::Prompt | Role::Resource(_), Outcome::Json(_)) => {
            misplaced(handler, "a hook gave JSON, which only a tool can: make the reply with `Reply::text`")
        }
        (Role::Lister | Role::Completer, Outcome::Text(_) | Outcome::Json(_)) => {
            misplaced(handler, "a hook gave a reply of its own to a list or a completion, which has no text")
        }
        (_, outcome) => outcome,
    }
}

#[cold]
fn misplaced(handler: &Handler, why: &str) -> Outcome {
    Outcome::Error(ToolError::private(format!("`{}`: {why}", handler.name)))
}
