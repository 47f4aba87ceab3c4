//! Whether a tool may be polled on a thread that serves others too.
//!
//! An async function that blocks its thread is a common mistake, and over HTTP a few of them would stop everybody. So the
//! first calls of a tool have threads of their own, and the next ones are polled in place once it has shown that it gives
//! its thread back. One that does not gets threads again, and takes longer to be trusted.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use tokio::sync::{Semaphore, oneshot};

use crate::args::ToolFuture;
use crate::error::ToolError;
use crate::outcome::Outcome;

/// A poll that takes longer is no quick one.
const QUICK: Duration = Duration::from_millis(20);

/// A poll that takes longer held its thread, and was not only put aside by a busy machine.
const TOO_LONG: Duration = Duration::from_millis(100);

/// So many polls in a row have to be quick.
const CALM: u32 = 16;

/// So many calls may have a thread of their own at once, and so many of one tool; more wait for one.
static THREADS: Semaphore = Semaphore::const_new(256);
const SHARE: usize = 64;

/// How many polls in place there are, and how many there may be: a thread is to be left for everybody else.
static IN_PLACE: AtomicU32 = AtomicU32::new(0);
static MOST_IN_PLACE: AtomicU32 = AtomicU32::new(u32::MAX);

/// Says how many threads tools may hold at once.
pub(crate) fn leave_the_rest(most: usize) {
    MOST_IN_PLACE.store(u32::try_from(most).unwrap_or(u32::MAX), Ordering::Relaxed);
}

/// Whether a tool is being polled in place.
pub(crate) fn is_held() -> bool {
    IN_PLACE.load(Ordering::Relaxed) > 0
}

/// What is known of a tool.
#[derive(Debug)]
pub(crate) struct Trust {
    calm: AtomicU32,
    /// It held a thread once: it is never polled in place again.
    caught: AtomicBool,
    /// Since when it is being polled in place, in microseconds and one more; 0 while it is not.
    since: AtomicU64,
    threads: Semaphore,
}

impl Default for Trust {
    fn default() -> Self {
        let (calm, caught, since) = Default::default();
        Self { calm, caught, since, threads: Semaphore::new(SHARE) }
    }
}

impl Trust {
    pub(crate) fn is_given(&self) -> bool {
        self.calm.load(Ordering::Relaxed) >= CALM && !self.caught.load(Ordering::Relaxed)
    }

    /// Whether a poll in place is holding its thread at this moment: those that come meanwhile must not hold the others.
    fn is_stuck(&self, now: u64) -> bool {
        let since = self.since.load(Ordering::Relaxed);
        since > 0 && u128::from(now.saturating_sub(since)) > QUICK.as_micros()
    }

    /// Notes how long a poll took.
    fn note(&self, took: Duration) {
        if took > TOO_LONG {
            self.caught.store(true, Ordering::Relaxed);
        } else if took > QUICK {
            self.calm.store(0, Ordering::Relaxed);
        } else if self.calm.load(Ordering::Relaxed) < CALM {
            self.calm.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Polls on a thread that serves others too, if that may be.
    pub(crate) fn in_place<T>(&self, poll: impl FnOnce() -> T) -> Option<T> {
        let now = now();
        if !self.is_given() || self.is_stuck(now) {
            return None;
        }
        let free = IN_PLACE.fetch_add(1, Ordering::Relaxed) < MOST_IN_PLACE.load(Ordering::Relaxed);
        let polled = free.then(|| {
            self.since.store(now, Ordering::Relaxed);
            let polled = poll();
            self.since.store(0, Ordering::Relaxed);
            self.note(Duration::from_micros(self::now() - now));
            polled
        });
        IN_PLACE.fetch_sub(1, Ordering::Relaxed);
        polled
    }

    /// Polls, and notes how long it took.
    fn watch<T>(&self, poll: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let polled = poll();
        self.note(start.elapsed());
        polled
    }

    /// Polls, and notes it only when it took too long: the quick polls of a call that runs apart say nothing.
    pub(crate) fn suspect<T>(&self, poll: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let polled = poll();
        let took = start.elapsed();
        if took > QUICK {
            self.note(took);
        }
        polled
    }
}

/// Microseconds since the first time that it was asked, and one more.
fn now() -> u64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    u64::try_from(START.elapsed().as_micros()).unwrap_or(u64::MAX - 1) + 1
}

/// Gives a future of a tool a thread of its own. Not one of the blocking pool: the tool may wait for that pool, and a pool
/// full of those who wait for it would wait for ever. Dropping it drops the future at its next `.await`.
pub(crate) async fn apart(mut future: ToolFuture, trust: Arc<Trust>) -> Outcome {
    let shared = Arc::clone(&trust);
    let Ok(_share) = shared.threads.acquire().await else { return future.await };
    let Ok(thread) = THREADS.acquire().await else { return future.await };
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
    fn trust_is_earned_and_lost_for_good() {
        let trust = Trust::default();
        let quick = |times: u32| (0..times).for_each(|_| trust.note(Duration::from_micros(5)));
        quick(CALM - 1);
        assert!(!trust.is_given() && trust.in_place(|| ()).is_none());
        quick(1);
        assert!(trust.is_given() && trust.in_place(|| ()).is_some());
        trust.note(Duration::from_millis(30));
        assert!(!trust.is_given(), "the machine may have been busy");
        quick(CALM);
        assert!(trust.is_given());
        trust.note(Duration::from_secs(1));
        quick(2 * CALM);
        assert!(!trust.is_given(), "it held its thread");
    }

    #[test]
    fn nobody_follows_into_a_tool_that_holds_its_thread() {
        let trust = Trust::default();
        trust.calm.store(CALM, Ordering::Relaxed);
        trust.since.store(1, Ordering::Relaxed);
        assert!(trust.is_stuck(100_000) && !trust.is_stuck(1_000));
    }
}
