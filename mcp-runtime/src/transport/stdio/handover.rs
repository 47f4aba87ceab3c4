//! Where the reader lies while its thread is inside a tool, and who watches that it does not lie there for long.
//!
//! An async function that blocks its thread is a common mistake. Without this it would stop the whole connection: no
//! ping, no cancellation, no other call.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::author::handler::Handler;
use crate::exec::started::Started;
use crate::transport::stdio::reader::{self, Reader};

/// A tool may hold the reading thread for one to two of these.
pub(super) const TICK: Duration = Duration::from_millis(20);

/// After so many ticks without a call the watch sleeps until the next one.
const REST: u32 = 50;

/// The handover of one connection.
#[derive(Default)]
pub(super) struct Handover {
    slot: Mutex<Slot>,
    wake: Condvar,
    stopped: AtomicBool,
    at_rest: AtomicBool,
    /// How many threads that read are inside a tool and were replaced.
    stuck: AtomicUsize,
}

#[derive(Default)]
struct Slot {
    reader: Option<Box<Reader>>,
    /// Whose call it is.
    handler: Option<Arc<Handler>>,
    /// Counts the calls; it tells one that came back from one that was replaced.
    ticket: u64,
    /// The watch sleeps.
    asleep: bool,
    /// It was said that there is no thread.
    told: bool,
}

impl Handover {
    fn lock(&self) -> MutexGuard<'_, Slot> {
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Leaves the reader here for the time of a poll.
    pub(super) fn leave(&self, reader: Box<Reader>, started: &Started) -> u64 {
        let mut slot = self.lock();
        slot.reader = Some(reader);
        slot.handler = Some(Arc::clone(&started.call.handler));
        slot.ticket += 1;
        if std::mem::take(&mut slot.asleep) {
            self.wake.notify_one();
        }
        slot.ticket
    }

    /// Takes the reader back, unless somebody else has it.
    pub(super) fn back(&self, ticket: u64) -> Option<Box<Reader>> {
        let mut slot = self.lock();
        if slot.ticket == ticket
            && let Some(reader) = slot.reader.take()
        {
            return Some(reader);
        }
        self.stuck.fetch_sub(1, Ordering::AcqRel);
        None
    }

    /// Whether a tool holds a thread that has read.
    pub(super) fn is_stuck(&self) -> bool {
        self.stuck.load(Ordering::Acquire) > 0
    }

    /// Nothing is being read and answered at this moment: whoever stops the server may look whether calls run.
    pub(super) fn is_at_rest(&self) -> bool {
        self.at_rest.load(Ordering::SeqCst)
    }

    /// Said before the reader waits for input, and after it.
    pub(super) fn rest(&self, at_rest: bool) {
        self.at_rest.store(at_rest, Ordering::SeqCst);
    }

    /// No further message is taken.
    pub(super) fn stop(&self) {
        self.stopped.store(true, Ordering::SeqCst);
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::SeqCst)
    }

    /// Gives the reader to a new thread whenever a call keeps it too long. Runs as long as the process.
    pub(super) fn watch(&self) {
        let (mut seen, mut rest) = (0, 0);
        loop {
            let mut slot = self.lock();
            if rest >= REST {
                slot.asleep = true;
                slot = self.wake.wait_while(slot, |slot| slot.asleep).unwrap_or_else(PoisonError::into_inner);
                rest = 0;
            }
            let same = slot.ticket == seen;
            seen = slot.ticket;
            if same && slot.reader.is_some() {
                self.replace(slot);
            } else {
                rest = if same { rest + 1 } else { 0 };
                drop(slot);
            }
            std::thread::sleep(TICK);
        }
    }

    /// Lets another thread read on. Where the system gives none, the reader stays until its tool is done, or there is one.
    fn replace(&self, mut slot: MutexGuard<'_, Slot>) {
        let Some(reader) = slot.reader.take() else { return };
        let handler = slot.handler.clone();
        let name = handler.as_ref().map_or("", |handler| &*handler.name);
        handler.as_ref().inspect(|handler| handler.trust.slow(2 * TICK, name));
        let calls = Arc::clone(reader.calls());
        calls.hold();
        // Shared, so that it comes back from a thread that was never there.
        let shared = Arc::new(Mutex::new(Some(reader)));
        let handed = Arc::clone(&shared);
        let take =
            |from: &Mutex<Option<Box<Reader>>>| from.lock().unwrap_or_else(PoisonError::into_inner).take();
        let work = move || {
            if let Some(reader) = take(&handed) {
                reader::work(reader);
            }
        };
        match std::thread::Builder::new().name("mcp-reader".into()).spawn(work) {
            Ok(_) => {
                self.stuck.fetch_add(1, Ordering::AcqRel);
                tracing::debug!(tool = name, "a tool holds its thread; another one reads on");
            }
            Err(error) => {
                calls.release();
                slot.reader = take(&shared);
                if !std::mem::replace(&mut slot.told, true) {
                    tracing::error!("a tool holds the thread that reads, and there is no other one: {error}");
                }
            }
        }
    }
}
