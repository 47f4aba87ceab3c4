//! The calls of a connection that were not done at once.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, oneshot};

use crate::rpc::id::key;
use crate::rpc::signal::Signal;

/// A call that somebody may cancel.
#[derive(Debug)]
struct Running {
    signal: Arc<Signal>,
    /// Dropped to drop the call.
    _stop: Option<oneshot::Sender<()>>,
}

/// So many bytes the ids of pending calls may have together.
const MAX_IDS: usize = 1 << 20;

/// The table of pending calls, by the JSON text of their ids.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    running: Mutex<Ids>,
    count: AtomicUsize,
    idle: Notify,
}

#[derive(Debug, Default)]
struct Ids {
    by_id: HashMap<String, Running>,
    id_bytes: usize,
}

/// Why a call was not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// The id belongs to a call that is still running.
    SameId,
    /// As many are running as may.
    TooMany,
}

impl Calls {
    fn lock(&self) -> MutexGuard<'_, Ids> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many calls are pending.
    pub(crate) fn count(&self) -> usize {
        self.count.load(Ordering::Acquire)
    }

    /// Whether a call of this id is pending. Costs nothing while none is.
    pub(crate) fn contains(&self, id: &str) -> bool {
        self.count() > 0 && self.lock().by_id.contains_key(&*key(id))
    }

    /// Enters a call. Gives the end of the line that cancels it.
    pub(crate) fn insert(
        &self,
        id: &str,
        signal: &Arc<Signal>,
        most: usize,
    ) -> Result<oneshot::Receiver<()>, Refused> {
        let (stop, stopped) = oneshot::channel();
        self.enter(id, signal, Some(stop), most).map(|()| stopped)
    }

    /// Enters a call that cannot be dropped, because a thread is inside it.
    pub(crate) fn insert_stuck(&self, id: &str, signal: &Arc<Signal>) {
        let _ = self.enter(id, signal, None, usize::MAX);
    }

    fn enter(
        &self,
        id: &str,
        signal: &Arc<Signal>,
        stop: Option<oneshot::Sender<()>>,
        most: usize,
    ) -> Result<(), Refused> {
        let mut calls = self.lock();
        let key = key(id).into_owned();
        if calls.by_id.len() >= most || calls.id_bytes + key.len() > MAX_IDS {
            return Err(Refused::TooMany);
        }
        if calls.by_id.contains_key(&key) {
            return Err(Refused::SameId);
        }
        calls.id_bytes += key.len();
        calls.by_id.insert(key, Running { signal: Arc::clone(signal), _stop: stop });
        self.count.store(calls.by_id.len(), Ordering::Release);
        Ok(())
    }

    /// Takes a call out and answers it; `answer` runs before anybody is told that the table is empty. `false` means that
    /// the call was cancelled: it is not answered.
    pub(crate) fn remove(&self, id: &str, answer: impl FnOnce()) -> bool {
        self.take(id, |_| true, |_| answer()).is_some()
    }

    /// As [`Calls::remove`], unless the id is that of a later call by now.
    pub(crate) fn remove_own(&self, id: &str, signal: &Arc<Signal>, answer: impl FnOnce()) -> bool {
        self.take(id, |entry| Arc::ptr_eq(&entry.signal, signal), |_| answer()).is_some()
    }

    /// Cancels a call: no answer, and its future is dropped. A call that is not there is ignored (L-UTIL-06).
    pub(crate) fn cancel(&self, id: &str) {
        self.take(id, |_| true, |entry| entry.signal.cancel());
    }

    fn take(
        &self,
        id: &str,
        fits: impl FnOnce(&Running) -> bool,
        then: impl FnOnce(&Running),
    ) -> Option<Running> {
        let mut calls = self.lock();
        let key = key(id);
        if !calls.by_id.get(&*key).is_some_and(fits) {
            return None;
        }
        let entry = calls.by_id.remove(&*key);
        calls.id_bytes -= key.len();
        entry.as_ref().map(then);
        self.count.store(calls.by_id.len(), Ordering::Release);
        if calls.by_id.is_empty() {
            self.idle.notify_waiters();
        }
        entry
    }

    /// Cancels all.
    pub(crate) fn cancel_all(&self) {
        let calls = std::mem::take(&mut *self.lock());
        self.count.store(0, Ordering::Release);
        calls.by_id.values().for_each(|entry| entry.signal.cancel());
        self.idle.notify_waiters();
    }

    /// Waits until no call is pending.
    pub(crate) async fn idle(&self) {
        loop {
            let idle = self.idle.notified();
            if self.count() == 0 {
                return;
            }
            idle.await;
        }
    }
}
