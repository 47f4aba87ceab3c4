//! What a connection still has to send: a queue bounded in bytes.
//!
//! Producers wait for room; a consumer takes frames out. While it is full, a connection reads no more and runs no tool
//! further, so a client that stops reading costs a fixed amount of memory.

mod task;

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::PoisonError;
use std::task::{Context as TaskContext, Poll, Waker};
use std::time::{Duration, Instant};

use crate::base::budget::Held;
use crate::base::sync::{AtomicBool, Condvar, Mutex, MutexGuard, Ordering, lock};
use crate::rpc::frame::Frame;

/// Above this many bytes nothing more is taken in.
const HIGH_WATER: usize = 4 << 20;

/// So many bytes are kept while nobody reads, and may come back to read; so much, too, of a single answer.
const UNREAD: usize = 256 << 10;

/// So many frames a queue that is empty has room for at most: a burst is no reason to hold its room for ever.
const ROOM: usize = 16;

#[derive(Debug, Default)]
struct Queue {
    frames: VecDeque<Frame>,
    bytes: usize,
    /// The consumer has gone: everything is dropped.
    closed: bool,
    /// No more frames will come.
    ended: bool,
    waiting: Vec<Waker>,
    /// The consumer, when it is a task.
    reader: Option<Waker>,
    /// Wakes that task when an answer may leave.
    timer: Option<std::pin::Pin<Box<tokio::time::Sleep>>>,
    /// Nobody reads at the moment: nobody waits for room, and what is too much is dropped.
    unread: bool,
}

impl Queue {
    /// Whether the consumer has nothing left to wait for.
    fn is_over(&self) -> bool {
        self.closed || (self.ended && self.frames.is_empty())
    }

    /// Takes out what may leave now. Says when the first of the rest may.
    fn leaving(&mut self, now: Instant) -> (VecDeque<Frame>, Option<Instant>) {
        let (mut leaving, mut first) = (VecDeque::with_capacity(self.frames.len()), None);
        for frame in std::mem::take(&mut self.frames) {
            if let Some(due) = frame.due(now) {
                first = Some(first.map_or(due, |first: Instant| first.min(due)));
                self.frames.push_back(frame);
            } else {
                frame.leave(now);
                leaving.push_back(frame);
            }
        }
        self.bytes = self.frames.iter().map(|frame| frame.bytes.len()).sum();
        (leaving, first)
    }

    /// Drops the oldest frames above so many bytes; of answers only the content, and only of those that are larger by themselves.
    fn forget(&mut self, most: usize) {
        let mut at = 0;
        while self.bytes > most && at < self.frames.len() {
            if self.frames[at].is_answer() {
                if self.frames[at].bytes.len() > most {
                    self.bytes -= std::mem::take(&mut self.frames[at].bytes).len();
                    self.frames[at].held = Held::default();
                }
                at += 1;
            } else if let Some(gone) = self.frames.remove(at) {
                self.bytes -= gone.bytes.len();
                gone.forget();
            }
        }
    }
}

/// The queue of one connection.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    queue: Mutex<Queue>,
    /// Something changed that a thread may wait for.
    changed: Condvar,
    full: AtomicBool,
}

impl Outbox {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        lock(&self.queue)
    }

    /// Whether producers have to wait.
    pub(crate) fn is_full(&self) -> bool {
        self.full.load(Ordering::Relaxed)
    }

    /// Adds a frame, full or not. For frames whose number is bounded elsewhere.
    pub(crate) fn push(&self, frame: Frame) {
        let mut queue = self.lock();
        // A stream that nobody reads need not end, or whoever comes back to it would be sent away again.
        if queue.closed || (queue.unread && frame.ends_stream()) {
            return;
        }
        queue.bytes += frame.bytes.len();
        // Most queues never hold more than one, and the first to come would make room for four.
        if queue.frames.capacity() == 0 {
            queue.frames.reserve_exact(1);
        }
        queue.frames.push_back(frame);
        if queue.unread {
            queue.forget(UNREAD);
        } else if queue.bytes >= HIGH_WATER {
            self.full.store(true, Ordering::Relaxed);
        }
        let reader = queue.reader.take();
        drop(queue);
        self.changed.notify_all();
        wake(reader);
    }

    /// Wakes the consumer, so that it looks whether it still is one.
    pub(crate) fn wake_reader(&self) {
        let reader = self.lock().reader.take();
        wake(reader);
    }

    fn make_room(&self, queue: &mut Queue) {
        self.full.store(false, Ordering::Relaxed);
        queue.waiting.drain(..).for_each(Waker::wake);
        self.changed.notify_all();
    }

    /// Waits for room in an async function.
    pub(crate) async fn room(&self) {
        poll_fn(|cx| self.poll_room(cx)).await;
    }

    /// Whether there is room; else the task is woken when there is.
    pub(crate) fn poll_room(&self, cx: &mut TaskContext<'_>) -> Poll<()> {
        if !self.is_full() {
            return Poll::Ready(());
        }
        let mut queue = self.lock();
        if queue.closed || !self.is_full() {
            return Poll::Ready(());
        }
        if !queue.waiting.iter().any(|waker| waker.will_wake(cx.waker())) {
            queue.waiting.push(cx.waker().clone());
        }
        Poll::Pending
    }

    /// Waits until it is closed.
    pub(crate) async fn closed(&self) {
        poll_fn(|cx| {
            let mut queue = self.lock();
            if queue.closed {
                return Poll::Ready(());
            }
            if !queue.waiting.iter().any(|waker| waker.will_wake(cx.waker())) {
                queue.waiting.push(cx.waker().clone());
            }
            Poll::Pending
        })
        .await;
    }

    /// Waits for room on a thread.
    pub(crate) fn wait_for_room(&self) {
        if self.is_full() {
            let queue = self.lock();
            drop(self.changed.wait_while(queue, |queue| self.is_full() && !queue.closed));
        }
    }

    /// Takes all frames that may leave, waiting for the first. `None` when no more will come.
    pub(crate) fn take(&self) -> Option<VecDeque<Frame>> {
        let mut queue = self.lock();
        loop {
            let now = Instant::now();
            let (leaving, due) = queue.leaving(now);
            if !leaving.is_empty() {
                return Some(leaving);
            }
            if queue.is_over() {
                return None;
            }
            queue = match due {
                None => self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner),
                Some(due) => {
                    let waited = self.changed.wait_timeout(queue, due - now);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
    }

    /// Called by the consumer after it wrote what [`Outbox::take`] gave: producers may go on.
    pub(crate) fn written(&self) {
        let mut queue = self.lock();
        if queue.bytes < HIGH_WATER {
            self.make_room(&mut queue);
        }
    }

    /// No more frames will come; the consumer ends when it has written all.
    pub(crate) fn end(&self) {
        self.lock().ended = true;
        self.changed.notify_all();
        self.wake_reader();
    }

    /// The other side has gone: everything is dropped, nobody waits.
    pub(crate) fn close(&self) {
        let mut queue = self.lock();
        queue.closed = true;
        queue.frames.clear();
        queue.bytes = 0;
        self.make_room(&mut queue);
        drop(queue);
        self.wake_reader();
    }

    /// Waits on a thread until there is a frame, no longer than this.
    pub(crate) fn wait_for_frame(&self, patience: Duration) {
        let queue = self.lock();
        let empty = |queue: &mut Queue| queue.frames.is_empty() && !queue.closed;
        drop(self.changed.wait_timeout_while(queue, patience, empty));
    }

    /// Takes what is there without waiting; for connections in memory.
    pub(crate) fn drain(&self) -> Vec<Frame> {
        let mut queue = self.lock();
        queue.bytes = 0;
        let frames: Vec<Frame> = queue.frames.drain(..).collect();
        let now = Instant::now();
        frames.iter().for_each(|frame| frame.leave(now));
        drop(queue);
        self.written();
        frames
    }
}

fn wake(reader: Option<Waker>) {
    if let Some(reader) = reader {
        reader.wake();
    }
}

#[cfg(all(test, shuttle))]
mod models;
#[cfg(all(test, not(shuttle)))]
mod tests;
