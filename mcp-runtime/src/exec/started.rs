//! A call from its first poll to its answer.
//!
//! Most are done at once, so a call is polled where it was read, before it gets a task and a deadline. It is among those that
//! run ([`Calls`]) from before that poll, so whatever cancels it or waits for it finds it.

use std::future::Future;
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll, Waker};
use std::time::Duration;

use crate::app::options::Options;
use crate::author::run::{Asks, Body, ToolFuture, Work};
use crate::context::Context;
use crate::exec::apart;
use crate::exec::called::Called;
use crate::exec::calls::{Calls, Place, Refused};
use crate::exec::home;
#[cfg(feature = "ask")]
use crate::exec::rounds;
use crate::exec::span;
use crate::exec::watched::{guarded, watched};
use crate::outcome::Outcome;
use crate::outcome::error::RpcError;
use crate::protocol::result;
use crate::rpc::frame::Frame;
use crate::rpc::identity::Identity;
use crate::rpc::outbox::Outbox;

/// A call whose arguments were right.
pub(crate) struct Started {
    pub(crate) identity: Arc<Identity>,
    pub(crate) future: ToolFuture,
    pub(crate) context: Option<Context>,
    pub(crate) call: Called,
    /// It has a thread of its own.
    pub(super) apart: bool,
    /// Its place among the calls of its client; none where it lives in its response.
    place: Option<Place>,
}

/// Where the answer of a call goes that was not done at once.
#[derive(Debug, Clone)]
pub(crate) struct Desk {
    pub(crate) outbox: Arc<Outbox>,
    pub(crate) calls: Arc<Calls>,
    pub(crate) runtime: tokio::runtime::Handle,
    /// How long a call may go on after the outbox was closed, where that does not end it.
    pub(crate) unheard: Option<Duration>,
    /// So many calls may go on that were not done at once.
    pub(crate) most: usize,
}

impl Desk {
    /// For calls of one connection, which end with it.
    pub(crate) fn new(outbox: &Arc<Outbox>, runtime: tokio::runtime::Handle, options: &Options) -> Self {
        let outbox = Arc::clone(outbox);
        Self { outbox, calls: Arc::default(), runtime, unheard: None, most: options.max_in_flight }
    }
}

impl Started {
    pub(crate) fn new(identity: Arc<Identity>, body: Body, context: Option<Context>, call: Called) -> Self {
        let (future, apart) = match body {
            Body::Future(future) => {
                #[cfg(feature = "ask")]
                let future = rounds::drive(future, context.as_ref());
                (call.span.around(home::future(future, &call.app)), false)
            }
            Body::Work(work) => (ToolFuture::new(on_a_thread(work, &call)), true),
            // Not begun where the call was read: what comes after the answers could not be stopped.
            Body::Asks(asks) => {
                let future = after(asks, &call);
                #[cfg(feature = "ask")]
                let future = rounds::drive(future, context.as_ref());
                (call.span.around(home::future(future, &call.app)), true)
            }
        };
        Self { identity, future, context, call, apart, place: None }
    }

    /// Takes its place among the calls of its client.
    pub(crate) fn enter(&mut self, calls: &Arc<Calls>) -> Result<(), RpcError> {
        match calls.enter(&self.identity) {
            Ok(place) => self.place = Some(place),
            Err(refused) => return Err(self.refused(refusal(refused, calls.count()))),
        }
        Ok(())
    }

    /// The same, where a refusal is an answer. Says whether it is let in.
    pub(crate) fn enters(&mut self, calls: &Arc<Calls>, out: &mut Vec<u8>) -> bool {
        let entered = self.enter(calls);
        if let Err(error) = &entered {
            result::error(out, self.id(), error);
        }
        entered.is_ok()
    }

    /// It is not let in, and this is why.
    #[cold]
    pub(crate) fn refused(&self, error: RpcError) -> RpcError {
        self.call.span.refused(error)
    }

    /// The id of its request, as JSON text.
    pub(crate) fn id(&self) -> &str {
        self.identity.id()
    }

    /// Whether it must not be polled by a thread that others need: its tool held one before, or, while one is held
    /// (`careful`), has not shown that it does not.
    pub(crate) fn is_doubtful(&self, careful: bool) -> bool {
        let trust = &self.call.handler.trust;
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
        guarded(&mut self.future, &mut cx, &self.call.handler.name)
    }

    /// Ends a call after its first poll, or lets it go on.
    pub(crate) fn polled(self, polled: Poll<Outcome>, desk: &Desk, out: &mut Vec<u8>) {
        match polled {
            Poll::Ready(outcome) => self.done(outcome, desk, out),
            Poll::Pending => self.detach(desk, out),
        }
    }

    /// Ends a call that was done at its first poll: its answer is written, or sent after what was said before.
    pub(crate) fn done(mut self, outcome: Outcome, desk: &Desk, out: &mut Vec<u8>) {
        self.context.as_ref().inspect(|context| context.settle());
        if self.identity.spoke() {
            return self.finish(outcome, desk);
        }
        if !self.write(outcome, out) {
            desk.outbox.push(self.unanswered());
        }
    }

    /// Writes the answer of a call that said nothing; `false` means that it was cancelled and has none.
    pub(crate) fn write(&mut self, outcome: Outcome, out: &mut Vec<u8>) -> bool {
        let start = out.len();
        self.call.answer(self.identity.id(), outcome, out);
        let answered = self.answered(|| ());
        if !answered {
            out.truncate(start);
            self.call.span.failed(span::CANCELLED);
        }
        answered
    }

    /// Sends the answer, unless the call was cancelled meanwhile.
    fn finish(&mut self, outcome: Outcome, desk: &Desk) {
        let mut bytes = Vec::new();
        self.call.answer(self.identity.id(), outcome, &mut bytes);
        let answer = Frame::answer_to(bytes, &self.identity);
        if !self.answered(|| desk.outbox.push(answer)) {
            desk.outbox.push(self.unanswered());
        }
    }

    /// Gives its place up and sends its answer; `false` means that it was cancelled and has none.
    fn answered(&mut self, send: impl FnOnce()) -> bool {
        self.place.as_mut().is_some_and(|place| place.answer(send))
    }

    /// What takes the place of the answer to a call that was cancelled.
    fn unanswered(&self) -> Frame {
        if !self.call.app.ending.has_come() {
            self.call.span.failed(span::CANCELLED);
            return Frame::no_answer();
        }
        let mut bytes = Vec::new();
        result::error(&mut bytes, self.id(), &self.refused(too_late()));
        Frame::answer(bytes)
    }

    /// Begins the call on a thread that serves others too. One that gets a thread of its own begins later, when there is a
    /// place for it.
    #[cfg(feature = "http")]
    pub(crate) fn begin(&mut self) -> Poll<Outcome> {
        if self.apart {
            return Poll::Pending;
        }
        let handler = Arc::clone(&self.call.handler);
        if let Some(polled) = handler.trust.in_place(&handler.name, || self.poll_once()) {
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

    /// Keeps something until the end of the call.
    #[cfg(feature = "http")]
    pub(crate) fn keep(&mut self, kept: impl Send + 'static) {
        let future = std::mem::take(&mut self.future);
        self.future = ToolFuture::new(async move {
            let _kept = kept;
            future.await
        });
    }

    /// Sends what was held back of a call that is done. Says whether nothing was said before the answer.
    #[cfg(feature = "http")]
    pub(crate) fn settles_silently(&self) -> bool {
        self.context.as_ref().inspect(|context| context.settle());
        !self.identity.spoke()
    }

    /// Lets the call go on beside the connection. A lost connection is no cancellation (L-HTTP-18).
    pub(crate) fn detach(mut self, desk: &Desk, out: &mut Vec<u8>) {
        let stays = self.place.as_mut().map_or(Ok(()), |place| place.stay(desk.most));
        if let Err(refused) = stays {
            return result::error(out, self.id(), &self.refused(refusal(refused, desk.most)));
        }
        let desk = desk.clone();
        let runtime = desk.runtime.clone();
        runtime.spawn(async move {
            let future = std::mem::take(&mut self.future);
            let identity = Arc::clone(&self.identity);
            tokio::select! {
                biased;
                () = identity.cancelled() => {
                    // Before the end of its stream; a thread of its own may drop the function later.
                    self.context.as_ref().inspect(|context| context.ask_no_more());
                    desk.outbox.push(self.unanswered());
                }
                outcome = watched(future, &self.call, (&identity, &desk.outbox), self.context.as_ref()) => {
                    desk.outbox.room().await;
                    self.context.as_ref().inspect(|context| context.settle());
                    self.finish(outcome, &desk);
                }
                () = unheard(&desk) => {
                    tracing::info!(tool = &*self.call.handler.name, "ended: nobody can be given its answer any more");
                    self.call.span.failed(span::CANCELLED);
                    if self.answered(|| ()) {
                        identity.cancel();
                    }
                }
            }
        });
    }

    /// Ends a call that held its thread so long that its connection went on without it.
    pub(crate) fn late(mut self, polled: Poll<Outcome>, desk: &Desk) {
        match polled {
            Poll::Ready(outcome) => {
                self.context.as_ref().inspect(|context| context.settle());
                self.finish(outcome, desk);
            }
            Poll::Pending => {
                let mut bytes = Vec::new();
                self.detach(desk, &mut bytes);
                if !bytes.is_empty() {
                    desk.outbox.push(Frame::answer(bytes));
                }
            }
        }
    }
}

/// Work that comes after what is asked.
pub(super) fn after(asks: Asks, call: &Called) -> ToolFuture {
    let of = call.clone();
    ToolFuture::new(async move {
        match asks.await {
            Ok(work) => on_a_thread(work, &of).await,
            Err(outcome) => outcome,
        }
    })
}

/// Work that holds its thread, on one of the blocking pool.
pub(super) fn on_a_thread(work: Work, call: &Called) -> impl Future<Output = Outcome> + Send + use<> {
    let work = call.span.around_work(home::work(work, &call.app));
    apart::work(work, call.on_threads(), call.app.options.blocking_threads)
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
