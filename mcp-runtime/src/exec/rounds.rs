//! Polls a function whose client is asked in rounds (2026-07-28), and ends the round when nothing but answers can wake it.
//!
//! Only a number of rounds depends on time here, never what comes out: what runs beside a question has a moment to ask too, and is cut off
//! then. It runs again in the next round, as what ran before the question does.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context as TaskContext, Poll, Wake, Waker};
use std::time::Duration;

use tokio::time::{Sleep, sleep};

use crate::author::run::ToolFuture;
use crate::context::Context;
use crate::context::ask::Line;
use crate::context::rounds::Rounds;
use crate::outcome::Outcome;
use crate::outcome::error::ToolError;
use crate::protocol::round::input_required;

/// So long something may run beside a question before the round ends without it.
const SETTLE: Duration = Duration::from_millis(20);

/// So long a round waits for what is done once.
const HOLD: Duration = Duration::from_secs(30);

/// The same future, in rounds where the client of its call is asked so.
pub(crate) fn drive(future: ToolFuture, context: Option<&Context>) -> ToolFuture {
    let Some((context, rounds)) = context.and_then(|context| match context.line() {
        Line::Rounds(rounds) => Some((context.clone(), Arc::clone(rounds))),
        _ => None,
    }) else {
        return future;
    };
    rounds.begin();
    ToolFuture::new(Driven { future, context, rounds, settle: None, hold: None })
}

struct Driven {
    future: ToolFuture,
    context: Context,
    rounds: Arc<Rounds>,
    settle: Option<Pin<Box<Sleep>>>,
    hold: Option<Pin<Box<Sleep>>>,
}

/// Whether anything holds on to the waker that it was polled with, or used it: then something but an answer can wake it.
struct Probe {
    driver: Waker,
    woken: AtomicBool,
}

impl Wake for Probe {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.woken.store(true, Ordering::Release);
        self.driver.wake_by_ref();
    }
}

impl Future for Driven {
    type Output = Outcome;

    fn poll(mut self: Pin<&mut Self>, cx: &mut TaskContext<'_>) -> Poll<Outcome> {
        self.rounds.drive(cx.waker(), 0);
        if let Poll::Ready(outcome) = Pin::new(&mut self.future).poll(cx) {
            return Poll::Ready(outcome);
        }
        if !self.is_asking() {
            return Poll::Pending;
        }
        let probe = Arc::new(Probe { driver: cx.waker().clone(), woken: AtomicBool::new(false) });
        self.rounds.drive(cx.waker(), Arc::as_ptr(&probe).addr());
        let waker = Waker::from(Arc::clone(&probe));
        if let Poll::Ready(outcome) = Pin::new(&mut self.future).poll(&mut TaskContext::from_waker(&waker)) {
            return Poll::Ready(outcome);
        }
        drop(waker);
        if !self.is_asking() {
            return Poll::Pending;
        }
        let quiet = Arc::strong_count(&probe) == 1 && !probe.woken.load(Ordering::Acquire);
        let timer = if self.rounds.is_busy() {
            Some(self.hold.get_or_insert_with(|| Box::pin(sleep(HOLD))))
        } else if quiet {
            None
        } else {
            Some(self.settle.get_or_insert_with(|| Box::pin(sleep(SETTLE))))
        };
        if timer.is_some_and(|timer| timer.as_mut().poll(cx).is_pending()) {
            return Poll::Pending;
        }
        Poll::Ready(self.suspend())
    }
}

impl Driven {
    /// Whether there is a round to end. What is fatal ends the call instead.
    fn is_asking(&mut self) -> bool {
        let asking = self.rounds.is_asking() && !self.context.asks().is_fatal();
        if !asking {
            (self.settle, self.hold) = (None, None);
        }
        asking
    }

    /// What is asked is taken first: dropping the function takes its questions back.
    fn suspend(&mut self) -> Outcome {
        let suspended = self.rounds.suspend();
        drop(std::mem::take(&mut self.future));
        self.rounds.close();
        match suspended {
            Ok((questions, state)) => Outcome::Asks(input_required(&questions, &state)),
            Err(why) => Outcome::Error(ToolError::private(why)),
        }
    }
}
