//! A tool call from its first poll to its answer.
//!
//! Most tools are done at once, so a call is polled where it was read, before it gets a task, an entry among the pending
//! ones and a deadline.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context as TaskContext, Poll, Waker};
use std::time::Duration;

use crate::app::App;
use crate::args::ToolFuture;
use crate::catalog::ToolSpec;
use crate::context::{Context, Signal};
use crate::error::{RpcError, ToolError};
use crate::failure;
use crate::outbox::{Frame, Outbox};
use crate::outcome::Outcome;
use crate::protocol::result::{self, Form};
use crate::protocol::revision::Revision;
use crate::transport::pending::{Pending, Refused};

/// A call whose arguments were right.
pub(crate) struct Started {
    pub(crate) id: Arc<str>,
    pub(crate) future: ToolFuture,
    pub(crate) context: Option<Context>,
    pub(crate) call: Called,
    /// It runs on the blocking pool.
    #[cfg_attr(not(feature = "http"), allow(dead_code, reason = "stdio watches every call in the same way"))]
    pub(crate) apart: bool,
}

/// Which tool, for whom.
#[derive(Clone)]
pub(crate) struct Called {
    pub(crate) app: Arc<App>,
    pub(crate) tool: usize,
    pub(crate) revision: Revision,
}

/// Where the answer of a call goes that was not done at once.
#[derive(Debug, Clone)]
pub(crate) struct Desk {
    pub(crate) outbox: Arc<Outbox>,
    pub(crate) pending: Arc<Pending>,
    pub(crate) runtime: tokio::runtime::Handle,
}

impl Called {
    pub(crate) fn tool(&self) -> &ToolSpec {
        &self.app.tools()[self.tool]
    }

    /// Appends the answer.
    pub(crate) fn answer(&self, id: &str, outcome: Outcome, out: &mut Vec<u8>) {
        let tool = self.tool();
        let outcome = match outcome {
            Outcome::Error(error) => Outcome::Error(self.explain(&error)),
            Outcome::Json(json) if json == "null" && tool.returns_a_number() => {
                Outcome::Error(ToolError::new("the result is not a finite number"))
            }
            other => other,
        };
        result::call(out, id, &outcome, self.form());
    }

    /// The error as the model may see it.
    fn explain(&self, error: &ToolError) -> ToolError {
        // Over stdio the client is the same user on the same machine.
        let expose = self.tool().expose_errors.unwrap_or(!self.app.remote);
        match error.public_text(expose) {
            Some(text) => ToolError::new(text),
            None => failure::hidden(self.tool().name, &error.to_string()),
        }
    }

    fn form(&self) -> Form<'_> {
        Form {
            revision: self.revision,
            shape: self.tool().shape,
            tail: if self.revision.is_modern() { &self.app.tail } else { "" },
            limit: self.app.options.max_response,
        }
    }

    fn deadline(&self) -> Option<Duration> {
        self.tool().timeout.or(self.app.options.call_deadline)
    }
}

impl Started {
    /// Polls the call once, where it stands.
    pub(crate) fn poll_once(&mut self) -> Poll<Outcome> {
        let mut cx = TaskContext::from_waker(Waker::noop());
        guarded(self.future.as_mut(), &mut cx, self.call.tool().name)
    }

    /// Ends a call that was done at its first poll. What was said before must leave before the answer.
    pub(crate) fn done(self, outcome: Outcome, desk: &Desk, out: &mut Vec<u8>) {
        let Some(context) = &self.context else { return self.call.answer(&self.id, outcome, out) };
        context.settle();
        if context.signal().spoke.load(Ordering::Acquire) {
            let mut bytes = Vec::new();
            self.call.answer(&self.id, outcome, &mut bytes);
            desk.outbox.push(Frame::answer(bytes));
        } else {
            self.call.answer(&self.id, outcome, out);
        }
        context.signal().finish();
    }

    /// Begins the call on a thread that serves others too, or beside it, where the tool is not known to give its thread
    /// back.
    #[cfg(feature = "http")]
    pub(crate) fn begin(&mut self) -> Poll<Outcome> {
        if self.apart {
            return self.poll_once();
        }
        let trust = Arc::clone(&self.call.tool().trust);
        if let Some(polled) = trust.in_place(|| self.poll_once()) {
            return polled;
        }
        let future = std::mem::replace(&mut self.future, Box::pin(std::future::pending()));
        self.future = Box::pin(crate::trust::apart(future, trust));
        self.poll_once()
    }

    /// Lets the call wait for its turn among those of its batch, so that their answers do not all wait in memory.
    #[cfg(feature = "http")]
    pub(crate) fn queue(&mut self, turns: &Arc<tokio::sync::Semaphore>) {
        let (turns, trust, apart) = (Arc::clone(turns), Arc::clone(&self.call.tool().trust), self.apart);
        let future = std::mem::replace(&mut self.future, Box::pin(std::future::pending()));
        self.future = Box::pin(async move {
            let _turn = turns.acquire_owned().await;
            if apart { future.await } else { crate::trust::apart(future, trust).await }
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
        let future = std::mem::replace(&mut self.future, Box::pin(std::future::pending()));
        self.future = Box::pin(async move {
            let _kept = kept;
            future.await
        });
    }

    /// Sends what was held back. Says whether something was sent before the answer.
    #[cfg(feature = "http")]
    pub(crate) fn settle(&self) -> bool {
        self.context.as_ref().is_some_and(|context| {
            context.settle();
            context.signal().spoke.load(Ordering::Acquire)
        })
    }

    /// The call was answered: what its tasks still say is dropped.
    #[cfg(feature = "http")]
    pub(crate) fn finish(&self) {
        self.context.as_ref().inspect(|context| context.signal().finish());
    }

    /// Lets the call go on beside the connection.
    pub(crate) fn detach(self, desk: &Desk, out: &mut Vec<u8>) {
        let signal = self.signal();
        let most = self.call.app.options.max_in_flight;
        let stopped = match desk.pending.insert(&self.id, &signal, most) {
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
            }
        });
    }

    /// Ends a call that held its thread so long that its connection went on without it.
    pub(crate) fn late(self, polled: Poll<Outcome>, desk: &Desk) {
        match polled {
            Poll::Ready(outcome) => {
                let mut bytes = Vec::new();
                if let Some(context) = &self.context {
                    context.settle();
                }
                self.call.answer(&self.id, outcome, &mut bytes);
                desk.pending.remove(&self.id, || desk.outbox.push(Frame::answer(bytes)));
            }
            Poll::Pending => {
                let mut bytes = Vec::new();
                if desk.pending.remove(&self.id, || ()) {
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
    let name = call.tool().name;
    let work = poll_fn(|cx| match outbox.poll_room(cx) {
        #[cfg(feature = "http")]
        Poll::Ready(()) if call.app.remote => {
            call.tool().trust.suspect(|| guarded(future.as_mut(), cx, name))
        }
        Poll::Ready(()) => guarded(future.as_mut(), cx, name),
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
    if desk.pending.remove_own(id, signal, || desk.outbox.push(Frame::answer(bytes))) {
        context.inspect(|context| context.signal().finish());
    } else {
        desk.outbox.push(Frame::no_answer());
    }
}

/// Polls a call. A panic is its answer.
fn guarded(
    future: Pin<&mut (dyn Future<Output = Outcome> + Send)>,
    cx: &mut TaskContext<'_>,
    tool: &str,
) -> Poll<Outcome> {
    catch_unwind(AssertUnwindSafe(|| future.poll(cx)))
        .unwrap_or_else(|payload| Poll::Ready(Outcome::Error(failure::panicked(tool, payload.as_ref()))))
}
