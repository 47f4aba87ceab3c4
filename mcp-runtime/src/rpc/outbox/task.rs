//! The outbox for a consumer that is a task: it is polled for one frame after the other.

use std::collections::VecDeque;
use std::future::Future as _;
use std::task::{Context as TaskContext, Poll};
use std::time::Instant;

#[cfg(feature = "http")]
use super::UNREAD;
use super::{HIGH_WATER, Outbox, Queue, ROOM};
use crate::rpc::frame::Frame;

impl Queue {
    /// Takes out the first frame that may leave now. Says when the first of those before it may.
    fn next(&mut self, now: Instant) -> (Option<Frame>, Option<Instant>) {
        let mut first = None;
        let at = self.frames.iter().position(|frame| match frame.due(now) {
            None => true,
            Some(due) => {
                first = Some(first.map_or(due, |first: Instant| first.min(due)));
                false
            }
        });
        let frame = at.and_then(|at| self.frames.remove(at));
        frame.as_ref().inspect(|frame| {
            self.bytes -= frame.bytes.len();
            frame.leave(now);
        });
        if self.frames.is_empty() && self.frames.capacity() > ROOM {
            self.frames = VecDeque::new();
        }
        (frame, first)
    }

    fn poll_timer(&mut self, due: Instant, cx: &mut TaskContext<'_>) -> Poll<()> {
        let due = tokio::time::Instant::from_std(due);
        let timer = self.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(due)));
        if timer.deadline() != due {
            timer.as_mut().reset(due);
        }
        std::task::ready!(timer.as_mut().poll(cx));
        self.timer = None;
        Poll::Ready(())
    }
}

/// For a consumer that is a task.
impl Outbox {
    /// The next frame, for a consumer that polls. `None` when no more will come.
    pub(crate) fn poll_next(&self, cx: &mut TaskContext<'_>) -> Poll<Option<Frame>> {
        let mut queue = self.lock();
        loop {
            let (next, due) = queue.next(Instant::now());
            if let Some(frame) = next {
                if self.is_full() && queue.bytes < HIGH_WATER {
                    self.make_room(&mut queue);
                }
                if frame.is_dead() {
                    continue;
                }
                return Poll::Ready(Some(frame));
            }
            if queue.is_over() {
                return Poll::Ready(None);
            }
            if due.is_none_or(|due| queue.poll_timer(due, cx).is_pending()) {
                break;
            }
        }
        if !queue.reader.as_ref().is_some_and(|reader| reader.will_wake(cx.waker())) {
            queue.reader = Some(cx.waker().clone());
        }
        Poll::Pending
    }
}

/// For one that may come back, or has a response to fill.
#[cfg(feature = "http")]
impl Outbox {
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
        if !queue.closed {
            queue.bytes += frame.bytes.len();
            queue.frames.push_front(frame);
        }
    }

    /// Says whether somebody reads. While nobody does, producers go on and only the newest frames are kept.
    pub(crate) fn set_unread(&self, unread: bool) {
        let mut queue = self.lock();
        queue.unread = unread;
        if unread {
            queue.frames.retain(|frame| !frame.ends_stream());
            queue.forget(UNREAD);
            self.make_room(&mut queue);
        }
    }
}
