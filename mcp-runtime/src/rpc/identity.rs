//! One call, as all who deal with it know it: its id, whether anybody still wants it, and when it spoke last.

use std::borrow::Cow;
use std::fmt;
use std::time::Instant;

use crate::base::sync::{AtomicBool, AtomicU8, Mutex, Notify, Ordering, lock};
use crate::rpc::id::{Id, key};

/// Where a call stands; it goes on to one of the others and stays there.
const RUNNING: u8 = 0;
const ANSWERED: u8 = 1;
const CANCELLED: u8 = 2;

/// What a call and those who watch it share. Two calls are the same when it is.
pub(crate) struct Identity {
    id: Id,
    /// What the call is found by, where that is not the id as it came.
    key: Option<Box<str>>,
    stage: AtomicU8,
    /// Its function is to stop: the call is cancelled, or its time is over.
    stop: AtomicBool,
    /// Held while something is said, so that nothing is said after the answer.
    voice: Mutex<()>,
    /// Something was said before the answer.
    spoke: AtomicBool,
    /// When what it said last was sent.
    left: Mutex<Option<Instant>>,
    stopped: Notify,
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity").field("id", &self.id()).finish_non_exhaustive()
    }
}

impl Identity {
    /// A call that begins. The id is JSON text.
    pub(crate) fn new(id: &str) -> Self {
        Self {
            id: Id::new(id),
            key: match key(id) {
                Cow::Borrowed(_) => None,
                Cow::Owned(key) => Some(key.into()),
            },
            stage: AtomicU8::new(RUNNING),
            stop: AtomicBool::new(false),
            voice: Mutex::new(()),
            spoke: AtomicBool::new(false),
            left: Mutex::new(None),
            stopped: Notify::new(),
        }
    }

    /// The id as it came: JSON text.
    pub(crate) fn id(&self) -> &str {
        self.id.as_str()
    }

    /// What the call is found by among others of its client.
    pub(crate) fn key(&self) -> &[u8] {
        self.key.as_deref().map_or_else(|| self.id.as_bytes(), str::as_bytes)
    }

    fn go_on(&self, to: u8) -> bool {
        self.stage.compare_exchange(RUNNING, to, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }

    fn tell_to_stop(&self) {
        self.stop.store(true, Ordering::Release);
        self.stopped.notify_waiters();
    }

    /// The client cancelled the call, or nobody can be given its answer any more: what it said and is not sent yet is dropped.
    pub(crate) fn cancel(&self) {
        self.go_on(CANCELLED);
        self.tell_to_stop();
    }

    /// Its time is over: the function is to stop, and the call will be answered with an error.
    pub(crate) fn expire(&self) {
        self.tell_to_stop();
    }

    /// The call will be answered now: what its tasks still say is dropped.
    pub(crate) fn settle(&self) {
        let _voice = lock(&self.voice);
        self.go_on(ANSWERED);
    }

    /// Says something, unless the call is over.
    pub(crate) fn speak(&self, say: impl FnOnce()) {
        let _voice = lock(&self.voice);
        if self.stage.load(Ordering::Acquire) == RUNNING {
            self.spoke.store(true, Ordering::Release);
            say();
        }
    }

    /// Whether it said something.
    pub(crate) fn spoke(&self) -> bool {
        self.spoke.load(Ordering::Acquire)
    }

    /// Whether nobody wants its answer.
    pub(crate) fn is_cancelled(&self) -> bool {
        self.stage.load(Ordering::Acquire) == CANCELLED
    }

    /// Whether its function is to stop.
    pub(crate) fn is_to_stop(&self) -> bool {
        self.stop.load(Ordering::Acquire)
    }

    /// Waits until its function is to stop.
    pub(crate) async fn to_stop(&self) {
        self.wait(Self::is_to_stop).await;
    }

    /// Waits until nobody wants its answer.
    pub(crate) async fn cancelled(&self) {
        self.wait(Self::is_cancelled).await;
    }

    async fn wait(&self, until: fn(&Self) -> bool) {
        loop {
            // Made before the look, so that nothing is missed between the two.
            let told = self.stopped.notified();
            if until(self) {
                return;
            }
            told.await;
        }
    }

    /// Something that the call said was sent.
    pub(crate) fn leave(&self, now: Instant) {
        *lock(&self.left) = Some(now);
    }

    /// When what the call said last was sent.
    pub(crate) fn left(&self) -> Option<Instant> {
        *lock(&self.left)
    }
}

#[cfg(all(test, shuttle))]
mod models;

#[cfg(all(test, not(shuttle)))]
mod tests {
    use super::*;

    #[test]
    fn a_call_ends_once() {
        let mut said = 0;
        let call = Identity::new("1");
        call.speak(|| said += 1);
        call.settle();
        call.speak(|| said += 1);
        call.cancel();
        assert!(call.spoke() && !call.is_cancelled() && call.is_to_stop(), "it was answered before");
        let call = Identity::new("1");
        call.cancel();
        call.settle();
        call.speak(|| said += 1);
        assert!(call.is_cancelled() && call.is_to_stop() && !call.spoke());
        assert_eq!(said, 1);
    }

    #[test]
    fn when_the_time_is_over_the_last_words_still_go_out() {
        let call = Identity::new("1");
        call.expire();
        assert!(call.is_to_stop() && !call.is_cancelled());
        let mut said = false;
        call.speak(|| said = true);
        assert!(said);
    }
}
