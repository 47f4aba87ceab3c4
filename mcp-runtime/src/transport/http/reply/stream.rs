//! A stream of a session that a client may lose and come back to (2025-03-26 to 2025-11-25).
//!
//! The id of an event names its stream and its place in it, so that `Last-Event-ID` alone says where to go on
//! (L-RSM-01, L-RSM-02). What was sent stays for a while, in bounds of bytes and time.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use bytes::Bytes;

use crate::base::budget::counted;
use crate::rpc::outbox::Outbox;
use crate::transport::http::reply::{self, Item};

/// Messages of one response, or of the session's own stream.
#[derive(Debug)]
pub(crate) struct Stream {
    pub(crate) id: u32,
    pub(crate) outbox: Arc<Outbox>,
    /// How many bytes of what was sent are kept.
    keep: usize,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    sent: VecDeque<Bytes>,
    sent_bytes: usize,
    /// The place of the next event; the place before the first is that of the priming event.
    next: u64,
    /// Who reads: the last one that came.
    reader: u64,
    /// How many answers are still to come; nothing for a stream that does not end with an answer.
    left: Option<usize>,
    ended: Option<Instant>,
    /// Since when nobody reads.
    left_at: Option<Instant>,
}

impl Stream {
    /// A stream that ends after so many answers, or does not end, and the place of its first event.
    pub(crate) fn new((id, next): (u32, u64), outbox: Arc<Outbox>, left: Option<usize>, keep: usize) -> Self {
        let state =
            State { sent: VecDeque::new(), sent_bytes: 0, next, reader: 0, left, ended: None, left_at: None };
        Self { id, outbox, keep, state: Mutex::new(state) }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Since when nobody needs it: its last answer was sent, or its reader left.
    pub(crate) fn over(&self) -> Option<Instant> {
        let state = self.lock();
        state.ended.or(state.left_at)
    }

    /// How many bytes it keeps, sent or not.
    pub(crate) fn kept(&self) -> usize {
        self.lock().sent_bytes + self.outbox.bytes()
    }

    /// Reads on after an event; without one, what comes from now on. Whoever read before reads no more: its connection may be dead
    /// without having said so (L-RSM-11). Nothing for a stream of which nothing is left (L-RSM-09).
    /// With `retry`, the first event only has an id and says how long to wait before coming back.
    pub(crate) fn attach(self: &Arc<Self>, after: Option<u64>, retry: Option<Duration>) -> Option<Reader> {
        let mut state = self.lock();
        let at = after.map_or(state.next, |after| after.saturating_add(1));
        let first = state.next - state.sent.len() as u64;
        if at > state.next || (at.max(first) == state.next && state.ended.is_some()) {
            return None;
        }
        state.reader += 1;
        state.left_at = None;
        let ticket = state.reader;
        let prime = retry.map(|retry| {
            let (id, last, retry) = (self.id, at - 1, retry.as_millis());
            format!("id: {id}-{last}\nretry: {retry}\ndata: \n\n").into()
        });
        self.outbox.set_unread(false);
        self.outbox.wake_reader();
        drop(state);
        Some(Reader { stream: Arc::clone(self), ticket, at, prime })
    }
}

/// One connection's view of a stream.
#[derive(Debug)]
pub(crate) struct Reader {
    stream: Arc<Stream>,
    ticket: u64,
    /// The place of the event to send next.
    at: u64,
    prime: Option<Bytes>,
}

impl Reader {
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Item>> {
        if let Some(prime) = self.prime.take() {
            return Poll::Ready(Some(Item::Said(prime)));
        }
        let Self { stream, ticket, at, .. } = self;
        let mut state = stream.lock();
        if state.reader != *ticket {
            return Poll::Ready(None);
        }
        let first = state.next - state.sent.len() as u64;
        *at = (*at).max(first);
        if let Some(event) = usize::try_from(*at - first).ok().and_then(|index| state.sent.get(index)) {
            *at += 1;
            return Poll::Ready(Some(Item::Said(event.clone())));
        }
        loop {
            if state.left == Some(0) {
                state.ended.get_or_insert_with(Instant::now);
                return Poll::Ready(None);
            }
            let Some(frame) = ready!(stream.outbox.poll_next(cx)) else { return Poll::Ready(None) };
            if frame.ends_stream() {
                state.leave(&stream.outbox);
                return Poll::Ready(None);
            }
            if frame.is_answer() {
                state.left = state.left.map(|left| left.saturating_sub(1));
            }
            if frame.bytes.is_empty() {
                continue;
            }
            let mut event = Vec::new();
            let head = format!("event: message\nid: {}-{}\n", stream.id, state.next);
            reply::format(&mut event, head.as_bytes(), &frame.bytes);
            let event = counted(event);
            state.keep(event.clone(), stream.keep);
            *at = state.next;
            return Poll::Ready(Some(if frame.is_answer() {
                Item::Answer(event)
            } else {
                Item::Said(event)
            }));
        }
    }
}

impl State {
    /// Its reader leaves; the rest is kept for one that comes.
    fn leave(&mut self, outbox: &Outbox) {
        self.reader += 1;
        self.left_at = Some(Instant::now());
        outbox.set_unread(true);
    }

    fn keep(&mut self, event: Bytes, most: usize) {
        self.sent_bytes += event.len();
        self.sent.push_back(event);
        self.next += 1;
        while self.sent_bytes > most
            && let Some(gone) = self.sent.pop_front()
        {
            self.sent_bytes -= gone.len();
        }
        if self.left == Some(0) {
            self.ended = Some(Instant::now());
        }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let mut state = self.stream.lock();
        if state.reader == self.ticket {
            state.leave(&self.stream.outbox);
        }
    }
}

/// Takes the id of an event apart.
pub(crate) fn event_id(text: &str) -> Option<(u32, u64)> {
    let (stream, place) = text.split_once('-')?;
    Some((stream.parse().ok()?, place.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use super::*;
    use crate::rpc::frame::Frame;
    use crate::rpc::identity::Identity;

    fn all(reader: &mut Reader) -> Vec<String> {
        let mut cx = Context::from_waker(Waker::noop());
        let mut seen = Vec::new();
        while let Poll::Ready(item) = reader.poll(&mut cx) {
            let Some(Item::Said(bytes) | Item::Answer(bytes)) = item else {
                seen.push("end".into());
                break;
            };
            seen.push(String::from_utf8_lossy(&bytes).replace("event: message\nid: ", "").replace('\n', ""));
        }
        seen
    }

    #[test]
    fn a_client_comes_back_to_where_it_was() {
        let outbox = Arc::<Outbox>::default();
        let stream = Arc::new(Stream::new((7, 1), Arc::clone(&outbox), Some(1), 1000));
        outbox.push(Frame::notice(b"a\n".to_vec(), None));
        let mut first = stream.attach(None, None).expect("a reader");
        assert_eq!(all(&mut first), ["7-1data: a"]);
        outbox.push(Frame::notice(b"b\n".to_vec(), None));
        let mut second = stream.attach(Some(0), None).expect("a reader");
        assert_eq!(all(&mut first), ["end"], "the later one reads");
        assert_eq!(all(&mut second), ["7-1data: a", "7-2data: b"]);
        drop((first, second));
        outbox.push(Frame::notice(b"c\n".to_vec(), None));
        outbox.push(Frame::answer(b"d\n".to_vec()));
        let mut third = stream.attach(Some(2), None).expect("a reader");
        assert_eq!(all(&mut third), ["7-3data: c", "7-4data: d", "end"]);
        assert!(stream.attach(Some(4), None).is_none(), "nothing is left");
        assert!(stream.attach(Some(9), None).is_none(), "that was never sent");
        assert_eq!(all(&mut stream.attach(Some(3), None).expect("a reader")), ["7-4data: d", "end"]);
    }

    #[test]
    fn a_stream_that_ends_early_goes_on_for_whoever_comes_back() {
        let call = Arc::new(Identity::new("1"));
        let outbox = Arc::<Outbox>::default();
        let stream = Arc::new(Stream::new((7, 1), Arc::clone(&outbox), Some(1), 1000));
        outbox.push(Frame::notice(b"a\n".to_vec(), None));
        outbox.push(Frame::end_of_stream(&call));
        outbox.push(Frame::notice(b"b\n".to_vec(), None));
        let mut first = stream.attach(None, None).expect("a reader");
        assert_eq!(all(&mut first), ["7-1data: a", "end"]);
        assert_eq!(all(&mut first), ["end"], "the rest is for another one");
        assert!(stream.over().is_some(), "nobody reads");
        outbox.push(Frame::end_of_stream(&call));
        let mut second = stream.attach(Some(1), None).expect("a reader");
        assert_eq!(all(&mut second), ["7-2data: b"], "what was unread need not end");
        outbox.push(Frame::end_of_stream(&call));
        drop(second);
        outbox.push(Frame::answer(b"c\n".to_vec()));
        assert_eq!(all(&mut stream.attach(Some(2), None).expect("a reader")), ["7-3data: c", "end"]);
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let outbox = Arc::<Outbox>::default();
        let stream = Arc::new(Stream::new((1, 1), Arc::clone(&outbox), None, 60));
        for _ in 0..9 {
            outbox.push(Frame::notice(b"0123456789\n".to_vec(), None));
        }
        assert_eq!(all(&mut stream.attach(None, None).expect("a reader")).len(), 9);
        assert!(stream.kept() <= 60);
        assert_eq!(all(&mut stream.attach(Some(1), None).expect("a reader")), ["1-9data: 0123456789"]);
    }

    #[test]
    fn ids_of_events() {
        assert_eq!(event_id("12-0"), Some((12, 0)));
        for text in ["", "1", "-1", "1-", "1-x", "1-1-1", "99999999999-1"] {
            assert_eq!(event_id(text), None, "{text}");
        }
    }
}
