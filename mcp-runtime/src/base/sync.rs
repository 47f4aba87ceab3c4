//! What threads share data by; another kind of it where a model tries many orders of their steps (`cargo xtask models`).
//!
//! Only the tests of this library are built that way: a program that has models of its own gets the kit as it is.

#[cfg(not(all(test, shuttle)))]
pub(crate) use std::sync::atomic::{AtomicBool, AtomicU8, AtomicUsize, Ordering};
#[cfg(not(all(test, shuttle)))]
pub(crate) use std::sync::{Condvar, Mutex, MutexGuard};
#[cfg(not(all(test, shuttle)))]
pub(crate) use tokio::sync::Notify;

#[cfg(all(test, shuttle))]
pub(crate) use shuttle::sync::atomic::{AtomicBool, AtomicU8, AtomicUsize, Ordering};
#[cfg(all(test, shuttle))]
pub(crate) use shuttle::sync::{Condvar, Mutex, MutexGuard};

/// Locks, also after somebody panicked with the lock: nothing of ours is half done then.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// tokio's, before which another thread may take its turn: a model only changes threads where it sees that they share something.
#[cfg(all(test, shuttle))]
#[derive(Debug, Default)]
pub(crate) struct Notify(tokio::sync::Notify);

#[cfg(all(test, shuttle))]
impl Notify {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn notified(&self) -> tokio::sync::futures::Notified<'_> {
        shuttle::thread::yield_now();
        self.0.notified()
    }

    pub(crate) fn notify_waiters(&self) {
        shuttle::thread::yield_now();
        self.0.notify_waiters();
    }
}
