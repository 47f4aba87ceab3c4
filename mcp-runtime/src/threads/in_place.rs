//! Tools that are polled on threads that serve connections too: how many at once, and who watches them.

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Condvar, LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::threads::trust::{QUICK, Trust};

/// How many polls in place there are, and how many there may be: a thread is to be left for everybody else.
static IN_PLACE: AtomicU32 = AtomicU32::new(0);
static MOST_IN_PLACE: AtomicU32 = AtomicU32::new(u32::MAX);

/// Who watches for tools that hold their thread sleeps until there is a poll in place.
static ASLEEP: AtomicBool = AtomicBool::new(false);
static WATCHES: (Mutex<()>, Condvar) = (Mutex::new(()), Condvar::new());

/// Says how many threads tools may hold at once.
pub(crate) fn leave_the_rest(most: usize) {
    MOST_IN_PLACE.store(u32::try_from(most).unwrap_or(u32::MAX), Ordering::Relaxed);
}

/// Whether a tool is being polled in place.
pub(crate) fn is_held() -> bool {
    IN_PLACE.load(Ordering::SeqCst) > 0
}

/// Sleeps until a tool is polled in place, or somebody calls [`wake_watches`].
pub(crate) fn sleep_until_held() {
    let slept = WATCHES.0.lock().unwrap_or_else(PoisonError::into_inner);
    ASLEEP.store(true, Ordering::SeqCst);
    if !is_held() {
        drop(WATCHES.1.wait_while(slept, |()| ASLEEP.load(Ordering::SeqCst)));
    }
    ASLEEP.store(false, Ordering::SeqCst);
}

#[cold]
pub(crate) fn wake_watches() {
    let _slept = WATCHES.0.lock().unwrap_or_else(PoisonError::into_inner);
    ASLEEP.store(false, Ordering::SeqCst);
    WATCHES.1.notify_all();
}

/// Since when a tool is being polled in place, in microseconds and one more; 0 while it is not.
#[derive(Debug, Default)]
pub(crate) struct Since(AtomicU64);

impl Since {
    /// Whether a poll is holding its thread at this moment: those that come meanwhile must not hold the others.
    fn is_long(&self, now: u64) -> bool {
        let since = self.0.load(Ordering::Relaxed);
        since > 0 && u128::from(now.saturating_sub(since)) > QUICK.as_micros()
    }
}

impl Trust {
    /// Polls on a thread that serves others too, if that may be.
    pub(crate) fn in_place<T>(&self, name: &str, poll: impl FnOnce() -> T) -> Option<T> {
        let now = now();
        if !self.is_given() || self.since.is_long(now) {
            return None;
        }
        let free = IN_PLACE.fetch_add(1, Ordering::SeqCst) < MOST_IN_PLACE.load(Ordering::Relaxed);
        if ASLEEP.load(Ordering::SeqCst) {
            wake_watches();
        }
        let polled = free.then(|| {
            self.since.0.store(now, Ordering::Relaxed);
            let polled = poll();
            self.since.0.store(0, Ordering::Relaxed);
            self.note(Duration::from_micros(self::now() - now), name);
            polled
        });
        IN_PLACE.fetch_sub(1, Ordering::SeqCst);
        polled
    }
}

/// Microseconds since the first time that it was asked, and one more.
fn now() -> u64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    u64::try_from(START.elapsed().as_micros()).unwrap_or(u64::MAX - 1) + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_follows_into_a_tool_that_holds_its_thread() {
        let trust = Trust::default();
        assert!(trust.in_place("t", || ()).is_none());
        (0..100).for_each(|_| trust.note(Duration::from_micros(5), "t"));
        assert!(trust.in_place("t", || ()).is_some());
        trust.since.0.store(1, Ordering::Relaxed);
        assert!(trust.since.is_long(100_000) && !trust.since.is_long(1_000));
    }
}
