//! What a call and those who watch it share: whether anybody still wants it, and when it spoke last.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use tokio::sync::Notify;

/// What a call and those who watch it share.
#[derive(Debug, Default)]
pub(crate) struct Signal {
    /// Nobody wants the call any more: what it said and is not sent yet is dropped.
    cancelled: AtomicBool,
    /// The call was answered or cancelled: what its tasks still say is dropped.
    over: AtomicBool,
    /// Something was sent for the call before its answer.
    spoke: AtomicBool,
    /// When what it said last was sent.
    left: Mutex<Option<Instant>>,
    changed: Notify,
}

impl Signal {
    /// The client cancelled the call, or the server stops.
    pub(crate) fn cancel(&self) {
        self.cancelled.store(true, Ordering::Release);
        self.over.store(true, Ordering::Release);
        self.changed.notify_waiters();
    }

    /// The call will be answered now.
    pub(crate) fn finish(&self) {
        self.over.store(true, Ordering::Release);
    }

    /// Whether it was answered or cancelled.
    pub(crate) fn is_over(&self) -> bool {
        self.over.load(Ordering::Acquire)
    }

    /// It says something before its answer.
    pub(crate) fn speak(&self) {
        self.spoke.store(true, Ordering::Release);
    }

    /// Whether it said something.
    pub(crate) fn spoke(&self) -> bool {
        self.spoke.load(Ordering::Acquire)
    }

    /// Is done at the next change; ask for it before looking.
    pub(crate) fn changed(&self) -> tokio::sync::futures::Notified<'_> {
        self.changed.notified()
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Acquire)
    }

    /// Something that the call said was sent.
    pub(crate) fn leave(&self, now: Instant) {
        *self.left.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
    }

    /// When what the call said last was sent.
    pub(crate) fn left(&self) -> Option<Instant> {
        *self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
