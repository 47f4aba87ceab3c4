//! Whether a tool may be polled on a thread that serves others too.
//!
//! An async function that blocks its thread is a common mistake, and over HTTP a few of them would stop everybody. So the
//! first calls of a tool have threads of their own, and the next ones are polled in place once it has shown that it gives
//! its thread back. One that does not gets threads again, and takes longer to be trusted.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use crate::args::ToolFuture;
use crate::error::ToolError;
use crate::outcome::Outcome;

/// So long one poll may take.
const PATIENCE: Duration = Duration::from_millis(20);

/// So many threads there are for calls that run apart.
const MOST: u32 = 256;

/// So many polls in a row have to be quick; twice as many after each fault.
const CALM: u32 = 16;

/// What is known of a tool.
#[derive(Debug, Default)]
pub(crate) struct Trust {
    calm: AtomicU32,
    faults: AtomicU32,
}

impl Trust {
    pub(crate) fn is_given(&self) -> bool {
        let faults = self.faults.load(Ordering::Relaxed).min(10);
        self.calm.load(Ordering::Relaxed) >= CALM << faults
    }

    /// Notes how long a poll took.
    pub(crate) fn note(&self, took: Duration) {
        if took > PATIENCE {
            self.calm.store(0, Ordering::Relaxed);
            self.faults.fetch_add(1, Ordering::Relaxed);
        } else if !self.is_given() {
            self.calm.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Polls, and notes how long it took.
    pub(crate) fn watch<T>(&self, poll: impl FnOnce() -> T) -> T {
        let (polled, took) = timed(poll);
        self.note(took);
        polled
    }

    /// Polls, and notes it only when it took too long: the quick polls of a call that runs apart say nothing.
    pub(crate) fn suspect<T>(&self, poll: impl FnOnce() -> T) -> T {
        let (polled, took) = timed(poll);
        if took > PATIENCE {
            self.note(took);
        }
        polled
    }
}

fn timed<T>(poll: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    (poll(), start.elapsed())
}

/// The threads of calls that are run apart.
static THREADS: AtomicU32 = AtomicU32::new(0);

/// One of them; given back when it is dropped.
struct Thread;

impl Thread {
    fn take() -> Option<Self> {
        // Counted first: dropping gives it back.
        let thread = Self;
        (THREADS.fetch_add(1, Ordering::AcqRel) < MOST).then_some(thread)
    }
}

impl Drop for Thread {
    fn drop(&mut self) {
        THREADS.fetch_sub(1, Ordering::AcqRel);
    }
}

/// Gives a future of a tool a thread of its own; the future itself, when too many have one. Not one of the blocking pool:
/// the tool may wait for that pool, and a pool full of those who wait for it would wait for ever.
pub(crate) fn apart(future: ToolFuture, trust: &Arc<Trust>) -> ToolFuture {
    match Thread::take() {
        Some(thread) => Box::pin(run(future, Arc::clone(trust), thread)),
        None => future,
    }
}

/// Dropping it drops the future at its next `.await`.
async fn run(mut future: ToolFuture, trust: Arc<Trust>, thread: Thread) -> Outcome {
    let (alive, mut left) = oneshot::channel::<()>();
    let (done, outcome) = oneshot::channel();
    let runtime = tokio::runtime::Handle::current();
    let work = move || {
        let poll = |cx: &mut Context<'_>| {
            if Pin::new(&mut left).poll(cx).is_ready() {
                return Poll::Ready(None);
            }
            // A panic is passed on to where every panic of a tool is answered.
            let poll = || catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx)));
            match trust.watch(poll) {
                Ok(polled) => polled.map(|outcome| Some(Ok(outcome))),
                Err(payload) => Poll::Ready(Some(Err(payload))),
            }
        };
        let _ = done.send(runtime.block_on(poll_fn(poll)));
        drop(thread);
    };
    let spawned = std::thread::Builder::new().name("mcp-apart".into()).spawn(work);
    if let Err(error) = spawned {
        return Outcome::Error(ToolError::private(error));
    }
    let outcome = outcome.await;
    drop(alive);
    match outcome {
        Ok(Some(Ok(outcome))) => outcome,
        Ok(Some(Err(payload))) => resume_unwind(payload),
        Ok(None) | Err(_) => Outcome::Error(ToolError::private("the call was dropped")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trust_is_earned_and_lost() {
        let trust = Trust::default();
        let quick = |times: u32| (0..times).for_each(|_| trust.note(Duration::from_micros(5)));
        quick(CALM - 1);
        assert!(!trust.is_given());
        quick(1);
        assert!(trust.is_given());
        trust.note(Duration::from_secs(1));
        assert!(!trust.is_given());
        quick(CALM);
        assert!(!trust.is_given(), "it takes longer now");
        quick(CALM);
        assert!(trust.is_given());
    }
}
