//! A call of 2026-07-28 that was not done at once: it lives in its response, and ends with it.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll};

use bytes::Bytes;
use tokio::sync::futures::OwnedNotified;

use crate::base::budget::counted;
use crate::exec::called::Called;
use crate::exec::span;
use crate::exec::started::{Started, too_late};
use crate::exec::watched::watched;
use crate::outcome::Outcome;
use crate::protocol::result;
use crate::rpc::frame::Frame;
use crate::rpc::identity::Identity;
use crate::rpc::outbox::Outbox;
use crate::transport::http::gate::tokens::Bearer;
use crate::transport::http::reply::{self, Item};
use crate::transport::http::sessions::Held;

/// A call and what it says. Dropping it cancels the call (M-HTTP-14).
pub(crate) struct Live {
    work: Pin<Box<dyn Future<Output = Outcome> + Send>>,
    context: Option<crate::context::Context>,
    call: Called,
    outbox: Arc<Outbox>,
    identity: Arc<Identity>,
    outcome: Option<Outcome>,
    /// The answer is in the outbox.
    answering: bool,
    answered: bool,
    /// The client lacks what it would have to be asked.
    lacking: bool,
    /// Done when the server comes to its end.
    ending: Pin<Box<OwnedNotified>>,
    /// Done when the token that the call came with is taken away.
    revoked: Option<Pin<Box<OwnedNotified>>>,
    _held: Option<Held>,
}

impl std::fmt::Debug for Live {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Live").field("call", &self.identity).finish_non_exhaustive()
    }
}

impl Live {
    /// Goes on with a call after its first poll, which may have given its outcome.
    pub(crate) fn new(
        started: Started,
        outcome: Option<Outcome>,
        held: Option<Held>,
        bearer: Option<&Bearer>,
    ) -> Self {
        let Started { identity, future, context, call, .. } = started;
        let outbox = context.as_ref().map(|context| Arc::clone(context.outbox())).unwrap_or_default();
        let ending = Box::pin(call.app.ending.told());
        let revoked = bearer.map(|bearer| Box::pin(bearer.revoked().told()));
        let work = Box::pin({
            let (call, identity, outbox) = (call.clone(), Arc::clone(&identity), Arc::clone(&outbox));
            let context = context.clone();
            async move { watched(future, &call, (&identity, &outbox), context.as_ref()).await }
        });
        Self {
            work,
            context,
            call,
            outbox,
            identity,
            outcome,
            answering: false,
            answered: false,
            lacking: false,
            ending,
            revoked,
            _held: held,
        }
    }

    /// What comes next; nothing after the answer.
    pub(crate) fn poll_next(&mut self, cx: &mut TaskContext<'_>) -> Poll<Option<Frame>> {
        loop {
            if self.answered {
                return Poll::Ready(None);
            }
            match self.outbox.poll_next(cx) {
                Poll::Ready(Some(frame)) => {
                    self.answered = frame.is_answer();
                    return Poll::Ready(Some(frame));
                }
                _ if self.answering => return Poll::Pending,
                _ => {}
            }
            if let Some(outcome) = self.outcome.take() {
                let mut bytes = Vec::new();
                self.lacking = outcome.is_of_lacking();
                self.call.answer(self.identity.id(), outcome, &mut bytes);
                self.answering = true;
                self.outbox.push(Frame::answer_to(bytes, &self.identity));
                continue;
            }
            match self.work.as_mut().poll(cx) {
                Poll::Pending if self.is_ending(cx) => {
                    let mut bytes = Vec::new();
                    result::error(&mut bytes, self.identity.id(), &self.call.span.refused(too_late()));
                    self.answered = true;
                    self.identity.cancel();
                    return Poll::Ready(Some(Frame::answer(bytes)));
                }
                Poll::Pending if self.is_revoked(cx) => {
                    self.answered = true;
                    self.leave();
                    return Poll::Ready(None);
                }
                Poll::Pending => return Poll::Pending,
                Poll::Ready(outcome) => {
                    self.outcome = Some(outcome);
                    self.context.as_ref().inspect(|context| context.settle());
                }
            }
        }
    }

    /// Nobody gets the answer.
    fn leave(&self) {
        self.identity.cancel();
        self.call.span.failed(span::CANCELLED);
    }

    /// The end may have come before this was there to be told.
    fn is_ending(&mut self, cx: &mut TaskContext<'_>) -> bool {
        self.ending.as_mut().poll(cx).is_ready() || self.call.app.ending.has_come()
    }

    fn is_revoked(&mut self, cx: &mut TaskContext<'_>) -> bool {
        self.revoked.as_mut().is_some_and(|revoked| revoked.as_mut().poll(cx).is_ready())
    }

    pub(crate) fn poll_event(&mut self, cx: &mut TaskContext<'_>) -> Poll<Option<Item>> {
        self.poll_next(cx).map(|frame| {
            frame.map(|frame| {
                let told = event(&frame.bytes);
                if frame.is_answer() { Item::Answer(told) } else { Item::Said(told) }
            })
        })
    }

    pub(crate) fn is_of_lacking(&self) -> bool {
        self.lacking
    }

    /// Takes a step back that the response was still undecided about.
    pub(crate) fn put_back(&mut self, said: Frame) {
        self.outbox.put_back(said);
    }
}

/// A message as an event of 2026-07-28: without a name and without an id (M-HTTP-13).
pub(crate) fn event(lines: &[u8]) -> Bytes {
    let mut event = Vec::new();
    reply::format(&mut event, b"", lines);
    counted(event)
}

impl Drop for Live {
    fn drop(&mut self) {
        if !self.answered {
            self.leave();
        }
        // Who still has something to say waits for nobody.
        self.outbox.close();
    }
}
