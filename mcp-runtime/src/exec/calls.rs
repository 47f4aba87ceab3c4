//! The calls of a connection, from before their first poll to their answer.
//!
//! Cancelling, shutting down, the end of a call's time and late answers all go by a call's [`Identity`], never by its id alone:
//! an id may be that of another call by now.

mod running;

use std::sync::Arc;

use crate::base::sync::{AtomicUsize, Mutex, MutexGuard, Notify, Ordering, lock};
use crate::exec::calls::running::Running;
use crate::rpc::id::key;
use crate::rpc::identity::Identity;

/// So many bytes the ids of running calls may have together.
const MAX_IDS: usize = 1 << 20;

/// The calls that run. There is one for each connection or session.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    table: Mutex<Table>,
    count: AtomicUsize,
    idle: Notify,
}

#[derive(Debug, Default)]
struct Table {
    running: Running,
    id_bytes: usize,
    /// How many were not done at their first poll.
    waiting: usize,
    /// Somebody waits until no call runs.
    awaited: bool,
}

/// Why a call was not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// The id belongs to a call that is still running.
    SameId,
    /// As many are running as may.
    TooMany,
}

/// A call's place among those that run; given up when it is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    calls: Arc<Calls>,
    identity: Arc<Identity>,
    waits: bool,
    given_up: bool,
}

impl Calls {
    fn lock(&self) -> MutexGuard<'_, Table> {
        lock(&self.table)
    }

    /// How many calls run.
    pub(crate) fn count(&self) -> usize {
        self.count.load(Ordering::Acquire)
    }

    /// How many of them were not done at their first poll.
    #[cfg(feature = "http")]
    pub(crate) fn waiting(&self) -> usize {
        if self.count() == 0 { 0 } else { self.lock().waiting }
    }

    /// A call holds the thread that read it: from now on it is one that was not done at its first poll.
    pub(crate) fn hold(&self) {
        self.lock().waiting += 1;
    }

    /// The thread is free; the call is done, or goes on as others do.
    pub(crate) fn release(&self) {
        self.lock().waiting -= 1;
    }

    /// Whether a call of this id runs. Costs nothing while none does.
    pub(crate) fn contains(&self, id: &str) -> bool {
        self.count() > 0 && self.lock().running.contains(key(id).as_bytes())
    }

    /// Lets a call in that is to be polled.
    pub(crate) fn enter(self: &Arc<Self>, identity: &Arc<Identity>) -> Result<Place, Refused> {
        let mut table = self.lock();
        let size = identity.key().len();
        if table.id_bytes + size > MAX_IDS {
            return Err(Refused::TooMany);
        }
        if !table.running.insert(identity) {
            return Err(Refused::SameId);
        }
        table.id_bytes += size;
        self.count.store(table.running.len(), Ordering::Release);
        drop(table);
        Ok(Place { calls: Arc::clone(self), identity: Arc::clone(identity), waits: false, given_up: false })
    }

    /// Takes a call out. `then` runs before anybody is told that none is left.
    fn take(
        &self,
        key: &[u8],
        fits: impl FnOnce(&Arc<Identity>) -> bool,
        then: impl FnOnce(&Identity),
    ) -> bool {
        let mut table = self.lock();
        let Some(taken) = table.running.take(key, fits) else { return false };
        table.id_bytes -= taken.key().len();
        then(&taken);
        self.left(table);
        true
    }

    fn left(&self, table: MutexGuard<'_, Table>) {
        let count = table.running.len();
        self.count.store(count, Ordering::Release);
        let awaited = table.awaited;
        drop(table);
        if count == 0 && awaited {
            self.idle.notify_waiters();
        }
    }

    /// Cancels a call: no answer, and its future is dropped. A call that is not there is ignored (L-UTIL-06).
    pub(crate) fn cancel(&self, id: &str) {
        self.take(key(id).as_bytes(), |_| true, Identity::cancel);
    }

    /// Cancels all, before anybody is told that none is left.
    pub(crate) fn cancel_all(&self) {
        let mut table = self.lock();
        table.id_bytes = 0;
        table.running.drain().for_each(|call| call.cancel());
        self.left(table);
    }

    /// Waits until no call runs.
    pub(crate) async fn idle(&self) {
        loop {
            let idle = self.idle.notified();
            self.lock().awaited = true;
            if self.count() == 0 {
                return;
            }
            idle.await;
        }
    }
}

impl Place {
    /// The call was not done at its first poll, and goes on if no more than so many do.
    pub(crate) fn stay(&mut self, most: usize) -> Result<(), Refused> {
        let mut table = self.calls.lock();
        if table.waiting >= most {
            return Err(Refused::TooMany);
        }
        table.waiting += 1;
        self.waits = true;
        Ok(())
    }

    /// Ends the call by its answer, which `answer` sends. `false` means that the call was cancelled: it is not answered.
    pub(crate) fn answer(&mut self, answer: impl FnOnce()) -> bool {
        self.given_up = true;
        let own = |found: &Arc<Identity>| Arc::ptr_eq(found, &self.identity);
        self.calls.take(self.identity.key(), own, |_| answer())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if !self.given_up {
            self.answer(|| ());
        }
        if self.waits {
            self.calls.lock().waiting -= 1;
        }
    }
}

#[cfg(all(test, shuttle))]
mod models;
#[cfg(all(test, not(shuttle)))]
mod tests;
