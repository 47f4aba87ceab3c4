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

use crate::budget::Held;

/// Above this many bytes nothing more is taken in.
const HIGH_WATER: usize = 4 << 20;

/// So many bytes are kept while nobody reads, and may come back to read; so much, too, of a single answer.
const UNREAD: usize = 256 << 10;

/// One message on its way out, with its line end.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) bytes: Vec<u8>,
    /// Set while nobody wants the frame any more: its call was cancelled.
    pub(crate) dead: Option<Arc<AtomicBool>>,
    /// Cleared when the frame leaves, so that one more of its kind may be queued.
    pub(crate) mark: Option<Arc<AtomicBool>>,
    /// It answers a request.
    pub(crate) answer: bool,
    /// Counts it while it is here.
    pub(crate) held: Held,
}

impl Frame {
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        let held = Held::of(bytes.len());
        Self { bytes, dead: None, mark: None, answer: false, held }
    }

    /// The answer to a request.
    pub(crate) fn answer(bytes: Vec<u8>) -> Self {
        Self { answer: true, ..Self::new(bytes) }
    }

    /// In the place of the answer that a cancelled request does not get.
    pub(crate) fn no_answer() -> Self {
        Self::answer(Vec::new())
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
    /// The consumer, when it is a task.
    reader: Option<Waker>,
    /// Nobody reads at the moment: nobody waits for room, and what is too much is dropped.
    unread: bool,
}

impl Queue {
    /// Drops the oldest frames above so many bytes; of answers only the content, and only of those that are larger by themselves.
    fn forget(&mut self, most: usize) {
        let mut at = 0;
        while self.bytes > most && at < self.frames.len() {
            if self.frames[at].answer {
                if self.frames[at].bytes.len() > most {
                    self.bytes -= std::mem::take(&mut self.frames[at].bytes).len();
                    self.frames[at].held = Held::default();
                }
                at += 1;
            } else if let Some(gone) = self.frames.remove(at) {
                self.bytes -= gone.bytes.len();
                gone.mark.inspect(|mark| mark.store(false, Ordering::Release));
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
        frames.iter().filter_map(|frame| frame.mark.as_ref()).for_each(|m| m.store(false, Ordering::Release));
        drop(queue);
        self.written();
        frames
    }
}

/// For a consumer that is a task.
#[cfg(feature = "http")]
impl Outbox {
    /// The next frame, for a consumer that polls. `None` when no more will come.
    pub(crate) fn poll_next(&self, cx: &mut TaskContext<'_>) -> Poll<Option<Frame>> {
        let mut queue = self.lock();
        while let Some(frame) = queue.frames.pop_front() {
            queue.bytes -= frame.bytes.len();
            if let Some(mark) = &frame.mark {
                mark.store(false, Ordering::Release);
            }
            if self.is_full() && queue.bytes < HIGH_WATER {
                self.make_room(&mut queue);
            }
            if !frame.is_dead() {
                return Poll::Ready(Some(frame));
            }
        }
        if queue.closed || queue.ended {
            return Poll::Ready(None);
        }
        if !queue.reader.as_ref().is_some_and(|reader| reader.will_wake(cx.waker())) {
            queue.reader = Some(cx.waker().clone());
        }
        Poll::Pending
    }

    /// Whether nothing that is pushed now will be sent.
    pub(crate) fn is_over(&self) -> bool {
        let queue = self.lock();
        queue.closed || queue.ended
    }

    /// How many bytes wait.
    pub(crate) fn bytes(&self) -> usize {
        self.lock().bytes
    }

    /// Takes a message back that its reader has no use for yet.
    pub(crate) fn put_back(&self, frame: Frame) {
        let mut queue = self.lock();
        queue.bytes += frame.bytes.len();
        queue.frames.push_front(frame);
    }

    /// Says whether somebody reads. While nobody does, producers go on and only the newest frames are kept.
    pub(crate) fn set_unread(&self, unread: bool) {
        let mut queue = self.lock();
        queue.unread = unread;
        if unread {
            queue.forget(UNREAD);
            self.make_room(&mut queue);
        }
    }
}

fn wake(reader: Option<Waker>) {
    if let Some(reader) = reader {
        reader.wake();
    }
}
