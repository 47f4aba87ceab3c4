//! Whether a tool may be polled on a thread that serves others too.
//!
//! An async function that blocks its thread is a common mistake, and a few of them would stop everybody. Over HTTP the first
//! calls of a tool have threads of their own (`apart.rs`), and the next ones are polled in place once it has shown that it gives
//! its thread back; over stdio, where the watch takes the reader away from a tool that holds it, it is the other way round. One
//! that was caught has to show it for longer, but it can.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;

#[cfg(feature = "http")]
use crate::threads::in_place::Since;

/// A poll that takes longer is no quick one.
pub(crate) const QUICK: Duration = Duration::from_millis(20);

/// A poll that takes longer held its thread, and was not only put aside by a busy machine.
const TOO_LONG: Duration = Duration::from_millis(100);

/// So many polls in a row have to be quick, and four times as many after each strike.
const CALM: u32 = 16;
const MOST_STRIKES: u32 = 4;

/// After so many more, a strike is forgiven.
const FORGIVEN: u32 = 1000;

/// What is known of a tool.
#[derive(Debug, Default)]
pub(crate) struct Trust {
    /// How many polls in a row were quick.
    calm: AtomicU32,
    /// How often it held a thread and was not forgiven yet.
    strikes: AtomicU32,
    /// A poll was slow, and not enough quick ones came since.
    doubted: AtomicBool,
    /// Since when it is being polled in place.
    #[cfg(feature = "http")]
    pub(crate) since: Since,
    threads: OnceLock<Arc<Semaphore>>,
}

impl Trust {
    /// The threads that its calls may hold at once: so many, as was said first.
    pub(crate) fn threads(&self, most: usize) -> &Arc<Semaphore> {
        self.threads.get_or_init(|| Arc::new(Semaphore::new(most.max(1))))
    }

    /// It has shown that it gives its thread back.
    pub(crate) fn is_given(&self) -> bool {
        self.calm.load(Ordering::Relaxed) >= needed(self.strikes.load(Ordering::Relaxed))
    }

    /// It has not shown yet that it does, after it did not.
    pub(crate) fn is_doubted(&self) -> bool {
        self.doubted.load(Ordering::Relaxed)
    }

    /// Notes how long a poll of the tool of this name took.
    pub(crate) fn note(&self, took: Duration, name: &str) {
        if took > QUICK {
            return self.slow(took.saturating_sub(waited_for_a_processor()), name);
        }
        let (calm, strikes) = (self.calm.load(Ordering::Relaxed), self.strikes.load(Ordering::Relaxed));
        if strikes == 0 && calm >= CALM {
            return;
        }
        let calm = calm.saturating_add(1);
        let enough = needed(strikes);
        if strikes > 0 && calm >= enough + FORGIVEN {
            self.strikes.store(strikes - 1, Ordering::Relaxed);
            self.calm.store(needed(strikes - 1), Ordering::Relaxed);
        } else {
            self.calm.store(calm, Ordering::Relaxed);
        }
        if calm >= enough {
            self.doubted.store(false, Ordering::Relaxed);
        }
    }

    /// Notes a poll that held its thread for so long.
    #[cold]
    pub(crate) fn slow(&self, held: Duration, name: &str) {
        if held <= QUICK {
            return;
        }
        self.calm.store(0, Ordering::Relaxed);
        self.doubted.store(true, Ordering::Relaxed);
        if held <= TOO_LONG {
            return;
        }
        let strikes = self.strikes.load(Ordering::Relaxed);
        if strikes < MOST_STRIKES {
            self.strikes.store(strikes + 1, Ordering::Relaxed);
            tracing::warn!(
                tool = name,
                "held its thread for {held:?}: its calls have threads of their own until {} in a row give theirs back; \
                 work that blocks belongs into a function that is not async, or into `spawn_blocking`",
                needed(strikes + 1)
            );
        }
    }

    /// Polls, and notes how long it took.
    pub(crate) fn watch<T>(&self, name: &str, poll: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let polled = poll();
        self.note(start.elapsed(), name);
        polled
    }

    /// Polls, and notes it only when it took too long: the quick polls of a call that runs apart say nothing.
    pub(crate) fn suspect<T>(&self, name: &str, poll: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let polled = poll();
        let took = start.elapsed();
        if took > QUICK {
            self.note(took, name);
        }
        polled
    }
}

/// How many quick polls in a row it takes after so many strikes.
fn needed(strikes: u32) -> u32 {
    CALM << (2 * strikes.min(MOST_STRIKES))
}

/// How long this thread could run and got no processor since it was last asked: on a machine that is busy, or in a container
/// that has used up its share, a pause is not the tool's doing. The first answer on a thread covers its whole life, so it may
/// excuse one poll too many.
fn waited_for_a_processor() -> Duration {
    thread_local!(static BEFORE: Cell<u64> = const { Cell::new(0) });
    let waited = schedstat().unwrap_or_default();
    Duration::from_nanos(waited.saturating_sub(BEFORE.replace(waited)))
}

/// Where the system tells it: nanoseconds that this thread has waited for a processor.
fn schedstat() -> Option<u64> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    std::fs::read_to_string("/proc/thread-self/schedstat").ok()?.split(' ').nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quick(trust: &Trust, times: u32) {
        (0..times).for_each(|_| trust.note(Duration::from_micros(5), "t"));
    }

    #[test]
    fn trust_is_earned_lost_and_earned_again() {
        let trust = Trust::default();
        quick(&trust, CALM - 1);
        assert!(!trust.is_given() && !trust.is_doubted());
        quick(&trust, 1);
        assert!(trust.is_given());
        trust.slow(Duration::from_millis(30), "t");
        assert!(!trust.is_given() && trust.is_doubted(), "the machine may have been busy");
        quick(&trust, CALM);
        assert!(trust.is_given() && !trust.is_doubted());
        trust.slow(Duration::from_secs(1), "t");
        quick(&trust, 4 * CALM - 1);
        assert!(!trust.is_given() && trust.is_doubted(), "it held its thread");
        quick(&trust, 1);
        assert!(trust.is_given() && !trust.is_doubted(), "something that is made once may take its time");
        quick(&trust, FORGIVEN);
        trust.slow(Duration::from_millis(30), "t");
        quick(&trust, CALM);
        assert!(trust.is_given(), "the strike is forgiven");
    }

    #[test]
    fn who_does_it_again_and_again_waits_for_long_but_not_for_ever() {
        let trust = Trust::default();
        for _ in 0..20 {
            trust.slow(Duration::from_secs(1), "t");
        }
        quick(&trust, (CALM << (2 * MOST_STRIKES)) - 1);
        assert!(!trust.is_given());
        quick(&trust, 1);
        assert!(trust.is_given());
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_pause_without_a_processor_is_told_from_one_with_it() {
        assert!(schedstat().is_some());
        waited_for_a_processor();
        // Nothing runs between the two questions but this thread, or somebody that it had to wait for.
        let start = Instant::now();
        assert!(waited_for_a_processor() <= start.elapsed());
    }
}
