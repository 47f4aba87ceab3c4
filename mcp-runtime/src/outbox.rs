//! What a connection still has to send: a queue bounded in bytes.
//!
//! Producers wait for room; a consumer takes frames out. While it is full, a connection reads no more and runs no tool
//! further, so a client that stops reading costs a fixed amount of memory.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context as TaskContext, Poll, Waker};
use std::time::Duration;

/// Above this many bytes nothing more is taken in.
const HIGH_WATER: usize = 4 << 20;

/// One message on its way out, with its line end.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) bytes: Vec<u8>,
    /// Set while nobody wants the frame any more: its call was cancelled.
    pub(crate) dead: Option<Arc<AtomicBool>>,
    /// Cleared when the frame leaves, so that one more of its kind may be queued.
    pub(crate) mark: Option<Arc<AtomicBool>>,
}

impl Frame {
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        Self { bytes, dead: None, mark: None }
    }

    pub(crate) fn is_dead(&self) -> bool {
        self.dead.as_ref().is_some_and(|dead| dead.load(Ordering::Acquire))
    }
}

#[derive(Debug, Default)]
struct Queue {
    frames: VecDeque<Frame>,
    bytes: usize,
    /// The consumer has gone: everything is dropped.
    closed: bool,
    /// No more frames will come.
    ended: bool,
    waiting: Vec<Waker>,
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
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether producers have to wait.
    pub(crate) fn is_full(&self) -> bool {
        self.full.load(Ordering::Relaxed)
    }

    /// Adds a frame, full or not. For frames whose number is bounded elsewhere.
    pub(crate) fn push(&self, frame: Frame) {
        let mut queue = self.lock();
        if queue.closed {
            return;
        }
        queue.bytes += frame.bytes.len();
        queue.frames.push_back(frame);
        if queue.bytes >= HIGH_WATER {
            self.full.store(true, Ordering::Relaxed);
        }
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

    /// Waits for room on a thread.
    pub(crate) fn wait_for_room(&self) {
        if self.is_full() {
            let queue = self.lock();
            drop(self.changed.wait_while(queue, |queue| self.is_full() && !queue.closed));
        }
    }

    /// Takes all frames that are there, waiting for the first. `None` when no more will come.
    pub(crate) fn take(&self) -> Option<VecDeque<Frame>> {
        let mut queue = self.lock();
        let idle = |queue: &mut Queue| queue.frames.is_empty() && !queue.ended && !queue.closed;
        queue = self.changed.wait_while(queue, idle).unwrap_or_else(PoisonError::into_inner);
        if queue.frames.is_empty() {
            return None;
        }
        queue.bytes = 0;
        let frames = std::mem::take(&mut queue.frames);
        for mark in frames.iter().filter_map(|frame| frame.mark.as_ref()) {
            mark.store(false, Ordering::Release);
        }
        Some(frames)
    }

    /// Called by the consumer after it wrote what [`Outbox::take`] gave: producers may go on.
    pub(crate) fn written(&self) {
        let mut queue = self.lock();
        if queue.bytes < HIGH_WATER {
            self.full.store(false, Ordering::Relaxed);
            queue.waiting.drain(..).for_each(Waker::wake);
        }
        drop(queue);
        self.changed.notify_all();
    }

    /// No more frames will come; the consumer ends when it has written all.
    pub(crate) fn end(&self) {
        self.lock().ended = true;
        self.changed.notify_all();
    }

    /// The other side has gone: everything is dropped, nobody waits.
    pub(crate) fn close(&self) {
        let mut queue = self.lock();
        queue.closed = true;
        queue.frames.clear();
        self.full.store(false, Ordering::Relaxed);
        queue.waiting.drain(..).for_each(Waker::wake);
        drop(queue);
        self.changed.notify_all();
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
        frames.iter().filter_map(|frame| frame.mark.as_ref()).for_each(|m| m.store(false, Ordering::Release));
        drop(queue);
        self.written();
        frames
    }
}
