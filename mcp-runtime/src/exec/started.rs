//! A tool call from its first poll to its answer.
//!
//! Most tools are done at once, so a call is polled where it was read, before it gets a task, an entry among the pending
//! ones and a deadline.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll, Waker};
use std::time::Duration;

use crate::app::changes;
use crate::author::run::{Body, ToolFuture};
use crate::base::panics;
use crate::context::Context;
use crate::exec::apart;
use crate::exec::called::Called;
use crate::exec::calls::{Calls, Refused};
use crate::outcome::Outcome;
use crate::outcome::error::{RpcError, ToolError};
use crate::outcome::failure;
use crate::protocol::result;
use crate::rpc::frame::Frame;
use crate::rpc::outbox::Outbox;
use crate::rpc::signal::Signal;

/// A call whose arguments were right.
pub(crate) struct Started {
    pub(crate) id: Arc<str>,
    pub(crate) future: ToolFuture,
    pub(crate) context: Option<Context>,
    pub(crate) call: Called,
    /// It has a thread of its own.
    apart: bool,
}

/// Where the answer of a call goes that was not done at once.
#[derive(Debug, Clone)]
pub(crate) struct Desk {
    pub(crate) outbox: Arc<Outbox>,
    pub(crate) calls: Arc<Calls>,
    pub(crate) runtime: tokio::runtime::Handle,
    /// How long a call may go on after the outbox was closed, where that does not end it.
    pub(crate) unheard: Option<Duration>,
}

impl Started {
    pub(crate) fn new(id: &str, body: Body, context: Option<Context>, call: Called) -> Self {
        let (future, apart) = match body {
            Body::Future(future) => (future, false),
            Body::Work(work) => {
                let threads = call.app.options.blocking_threads;
                (ToolFuture::new(apart::work(work, call.on_threads(), threads)), true)
            }
        };
        Self { id: id.into(), future, context, call, apart }
    }

    /// Whether it must not be polled by a thread that others need: its tool held one before, or, while one is held
    /// (`careful`), has not shown that it does not.
    pub(crate) fn is_doubtful(&self, careful: bool) -> bool {
        let trust = &self.call.tool().handler.trust;
        !self.apart && (trust.is_doubted() || (careful && !trust.is_given()))
    }

    /// Whether it has a thread of its own, which must not begin before the call is known to be let in: it could not be stopped.
    pub(crate) fn is_apart(&self) -> bool {
        self.apart
    }

    /// Gives it a thread of its own.
    pub(crate) fn set_apart(&mut self) {
        if !std::mem::replace(&mut self.apart, true) {
            let future = std::mem::take(&mut self.future);
            self.future = ToolFuture::new(apart::poll(future, self.call.on_threads()));
        }
    }

    /// Polls the call once, where it stands.
    pub(crate) fn poll_once(&mut self) -> Poll<Outcome> {
        let mut cx = TaskContext::from_waker(Waker::noop());
        guarded(&mut self.future, &mut cx, self.call.tool().handler.name)
    }

    /// Ends a call that was done at its first poll. What was said before must leave before the answer.
    pub(crate) fn done(self, outcome: Outcome, desk: &Desk, out: &mut Vec<u8>) {
        let Some(context) = &self.context else { return self.call.answer(&self.id, outcome, out) };
        context.settle();
        if context.signal().spoke() {
            let mut bytes = Vec::new();
            self.call.answer(&self.id, outcome, &mut bytes);
            desk.outbox.push(Frame::answer_to(bytes, context.signal()));
        } else {
            self.call.answer(&self.id, outcome, out);
        }
    }

    /// Begins the call on a thread that serves others too. One that gets a thread of its own begins later, when there is a
    /// place for it.
    #[cfg(feature = "http")]
    pub(crate) fn begin(&mut self) -> Poll<Outcome> {
        if self.apart {
            return Poll::Pending;
        }
        let trust = Arc::clone(&self.call.tool().handler.trust);
        if let Some(polled) = trust.in_place(self.call.tool().handler.name, || self.poll_once()) {
            return polled;
        }
        self.set_apart();
        Poll::Pending
    }

    /// Lets the call wait for its turn among those of its batch, so that their answers do not all wait in memory.
    #[cfg(feature = "http")]
    pub(crate) fn queue(&mut self, turns: &Arc<tokio::sync::Semaphore>) {
        self.set_apart();
        let (turns, future) = (Arc::clone(turns), std::mem::take(&mut self.future));
        self.future = ToolFuture::new(async move {
            let _turn = turns.acquire_owned().await;
            future.await
        });
    }

    /// Ends a call that is done, or lets it go on with what is kept until its end. A lost connection is no cancellation
    /// (L-HTTP-18).
    #[cfg(feature = "http")]
    pub(crate) fn launch(
        mut self,
        polled: Poll<Outcome>,
        kept: impl Send + 'static,
        desk: &Desk,
        out: &mut Vec<u8>,
    ) {
        match polled {
            Poll::Ready(outcome) => self.done(outcome, desk, out),
            Poll::Pending => {
                self.keep(kept);
                self.detach(desk, out);
            }
        }
    }

    #[cfg(feature = "http")]
    fn keep(&mut self, kept: impl Send + 'static) {
        let future = std::mem::take(&mut self.future);
        self.future = ToolFuture::new(async move {
            let _kept = kept;
            future.await
        });
    }

    /// Sends what was held back. Says whether something was sent before the answer.
    #[cfg(feature = "http")]
    pub(crate) fn settle(&self) -> bool {
        self.context.as_ref().is_some_and(|context| {
            context.settle();
            context.signal().spoke()
        })
    }

    /// Lets the call go on beside the connection.
    pub(crate) fn detach(self, desk: &Desk, out: &mut Vec<u8>) {
        let signal = self.signal();
        let most = self.call.app.options.max_in_flight;
        let stopped = match desk.calls.insert(&self.id, &signal, most) {
            Ok(stopped) => stopped,
            Err(refused) => return result::error(out, &self.id, &refusal(refused, most)),
        };
        let desk = desk.clone();
        let runtime = desk.runtime.clone();
        runtime.spawn(async move {
            let Self { id, future, context, call, .. } = self;
            let work = watched(future, &call, &desk.outbox);
            tokio::select! {
                biased;
                _ = stopped => desk.outbox.push(unanswered(&id, &call)),
                outcome = work => finish(&id, outcome, context.as_ref(), (&call, &signal), &desk).await,
                () = unheard(&desk) => {
                    tracing::info!(tool = call.tool().handler.name, "ended: nobody can be given its answer any more");
                    desk.calls.remove_own(&id, &signal, || signal.cancel());
                }
            }
        });
    }

    /// Ends a call that held its thread so long that its connection went on without it.
    pub(crate) fn late(self, polled: Poll<Outcome>, desk: &Desk) {
        match polled {
            Poll::Ready(outcome) => {
                let mut bytes = Vec::new();
                self.context.as_ref().inspect(|context| context.settle());
                let signal = self.signal();
                self.call.answer(&self.id, outcome, &mut bytes);
                desk.calls.remove(&self.id, || desk.outbox.push(Frame::answer_to(bytes, &signal)));
            }
            Poll::Pending => {
                let mut bytes = Vec::new();
                if desk.calls.remove(&self.id, || ()) {
                    self.detach(desk, &mut bytes);
                    desk.outbox.push(Frame::answer(bytes));
                }
            }
        }
    }

    /// What cancels this call.
    pub(crate) fn signal(&self) -> Arc<Signal> {
        self.context.as_ref().map(|context| Arc::clone(context.signal())).unwrap_or_default()
    }
}

/// Is done when a call has gone on for too long with nobody who could hear of it.
async fn unheard(desk: &Desk) {
    match desk.unheard {
        Some(patience) => {
            desk.outbox.closed().await;
            tokio::time::sleep(patience).await;
        }
        None => std::future::pending().await,
    }
}

/// What takes the place of the answer to a call that was ended.
fn unanswered(id: &str, call: &Called) -> Frame {
    if !call.app.ending.has_come() {
        return Frame::no_answer();
    }
    let mut bytes = Vec::new();
    result::error(&mut bytes, id, &too_late());
    Frame::answer(bytes)
}

/// The error for a call that did not end in the grace period.
pub(crate) fn too_late() -> RpcError {
    RpcError::new(RpcError::INTERNAL, "the server is shutting down")
}

/// The error for a call that was not let in.
pub(crate) fn refusal(refused: Refused, most: usize) -> RpcError {
    match refused {
        Refused::SameId => RpcError::invalid_request("a request with this id is still running"),
        Refused::TooMany => RpcError::new(
            RpcError::INTERNAL,
            format!("{most} calls are running already; wait for some to end"),
        ),
    }
}

/// Runs a call to its end or its deadline, while the client reads what it gets.
pub(crate) async fn watched(mut future: ToolFuture, call: &Called, outbox: &Outbox) -> Outcome {
    let name = call.tool().handler.name;
    let work = poll_fn(|cx| match outbox.poll_room(cx) {
        Poll::Ready(()) => call.tool().handler.trust.suspect(name, || guarded(&mut future, cx, name)),
        Poll::Pending => Poll::Pending,
    });
    let Some(deadline) = call.deadline() else { return work.await };
    match tokio::time::timeout(deadline, work).await {
        Ok(outcome) => outcome,
        Err(_) => {
            Outcome::Error(ToolError::new(format!("`{name}` took longer than {deadline:?} and was stopped")))
        }
    }
}

/// Sends the answer of a call, unless it was cancelled meanwhile.
async fn finish(
    id: &str,
    outcome: Outcome,
    context: Option<&Context>,
    (call, signal): (&Called, &Arc<Signal>),
    desk: &Desk,
) {
    desk.outbox.room().await;
    if let Some(context) = context {
        context.settle();
    }
    let mut bytes = Vec::new();
    call.answer(id, outcome, &mut bytes);
    if !desk.calls.remove_own(id, signal, || desk.outbox.push(Frame::answer_to(bytes, signal))) {
        desk.outbox.push(Frame::no_answer());
    }
}

/// Polls a call. A panic is its answer.
fn guarded(future: &mut ToolFuture, cx: &mut TaskContext<'_>, tool: &str) -> Poll<Outcome> {
    changes::together(|| panics::guard(|| Pin::new(future).poll(cx)))
        .unwrap_or_else(|text| Poll::Ready(Outcome::Error(failure::panicked(tool, &text))))
}
