//! The bodies of answers: nothing, one JSON message, or a stream of events.

pub(crate) mod first;
pub(crate) mod live;
pub(crate) mod responding;
pub(crate) mod stream;
pub(crate) mod subscription;

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue};
use http::{HeaderMap, Response, StatusCode};
use http_body::{Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep};

use crate::base::budget::counted;
use crate::transport::http::listen::link::Busy;
use crate::transport::http::reply::live::Live;
use crate::transport::http::reply::subscription::Listener;
use crate::transport::http::session::SessionStream;
use crate::transport::http::sse::SseReader;

pub(crate) const JSON: HeaderValue = HeaderValue::from_static("application/json");
pub(crate) const EVENT_STREAM: HeaderValue = HeaderValue::from_static("text/event-stream");
const NO_CACHE: HeaderValue = HeaderValue::from_static("no-cache, no-transform");
const X_ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");
const NO: HeaderValue = HeaderValue::from_static("no");

/// So many bytes most answers have room in, without growing.
pub(crate) const USUAL: usize = 512;

/// The body of an answer of [`HttpService`](crate::HttpService).
pub struct ReplyBody(Inner);

/// What it says belongs to the client alone, and so does the id of a session.
impl std::fmt::Debug for ReplyBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReplyBody").finish_non_exhaustive()
    }
}

#[derive(Debug)]
enum Inner {
    /// All of it; empty when it was taken.
    Full(Bytes),
    Events(Box<Events>),
    /// Events that go on without hyper, which asked for them when it had the head.
    Gone,
}

/// One event, formatted.
#[derive(Debug)]
pub(crate) enum Item {
    /// What is said before an answer, or beside one.
    Said(Bytes),
    /// What answers a request.
    Answer(Bytes),
}

/// Where events come from.
#[derive(Debug)]
pub(crate) enum Source {
    /// A stream of a session (2025-03-26 to 2025-11-25).
    Session(SessionStream),
    /// The stream of HTTP+SSE (2024-11-05).
    Sse(SseReader),
    /// A call that ends with its stream (2026-07-28).
    Live(Box<Live>),
    /// A subscription (2026-07-28).
    Listen(Listener),
    /// One message, for a client that takes only streams.
    Once(Option<Bytes>),
}

/// A stream of events.
#[derive(Debug)]
pub(crate) struct Events {
    source: Source,
    /// An answer that waits until what was said before it has left: some clients drop progress that they read in one
    /// piece with the answer.
    held: Option<Bytes>,
    said: bool,
    keep_alive: Pin<Box<Sleep>>,
    every: Duration,
    /// The request is being answered until its stream ends.
    busy: Option<Busy>,
    /// It is open for as long as its client, and mostly silent.
    lasts: bool,
}

impl Source {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Item>> {
        match self {
            Self::Session(stream) => stream.poll(cx),
            Self::Sse(reader) => reader.poll(cx),
            Self::Live(live) => live.poll_event(cx),
            Self::Listen(listener) => listener.poll(cx),
            Self::Once(once) => Poll::Ready(once.take().map(Item::Answer)),
        }
    }
}

impl Events {
    pub(crate) fn new(source: Source, every: Duration) -> Self {
        let keep_alive = Box::pin(sleep(every));
        Self { source, held: None, said: false, keep_alive, every, busy: None, lasts: false }
    }

    /// Whether it is to go on without hyper.
    fn goes_on(&self) -> bool {
        self.lasts && self.busy.is_some()
    }

    /// Goes on when hyper has written the head.
    fn go_on(mut self: Box<Self>) {
        if let Some(busy) = self.busy.take() {
            busy.go_on(self);
        }
    }

    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Bytes>> {
        if let Some(answer) = self.held.take() {
            return Poll::Ready(Some(answer));
        }
        match self.source.poll(cx) {
            Poll::Ready(Some(Item::Said(bytes))) => {
                self.said = true;
                Poll::Ready(Some(bytes))
            }
            Poll::Ready(Some(Item::Answer(bytes))) if std::mem::take(&mut self.said) => {
                self.held = Some(bytes);
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            Poll::Ready(Some(Item::Answer(bytes))) => Poll::Ready(Some(bytes)),
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Pending => {
                self.said = false;
                ready!(self.keep_alive.as_mut().poll(cx));
                self.keep_alive.as_mut().reset(Instant::now() + self.every);
                // Asked again at once, so that the new time is waited for.
                cx.waker().wake_by_ref();
                Poll::Ready(Some(Bytes::from_static(b": keep-alive\n\n")))
            }
        }
    }
}

impl ReplyBody {
    pub(crate) fn empty() -> Self {
        Self(Inner::Full(Bytes::new()))
    }

    /// Keeps the mark that a request is being answered, if its answer goes on for longer.
    pub(crate) fn hold(&mut self, busy: Busy) {
        if let Inner::Events(events) = &mut self.0 {
            events.lasts &= busy.lends();
            events.busy = Some(busy);
        }
    }

    pub(crate) fn full(bytes: impl Into<Bytes>) -> Self {
        Self(Inner::Full(bytes.into()))
    }
}

impl http_body::Body for ReplyBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match &mut self.0 {
            Inner::Full(bytes) if bytes.is_empty() => Poll::Ready(None),
            Inner::Full(bytes) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            Inner::Events(events) if events.goes_on() => {
                if let Inner::Events(events) = std::mem::replace(&mut self.0, Inner::Gone) {
                    events.go_on();
                }
                Poll::Pending
            }
            Inner::Events(events) => events.poll(cx).map(|bytes| bytes.map(|bytes| Ok(Frame::data(bytes)))),
            Inner::Gone => Poll::Pending,
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(&self.0, Inner::Full(bytes) if bytes.is_empty())
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Inner::Full(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Inner::Events(_) | Inner::Gone => SizeHint::default(),
        }
    }
}

/// One JSON message, written with its line end.
pub(crate) fn json(mut message: Vec<u8>) -> Response<ReplyBody> {
    message.pop();
    let mut response = Response::new(ReplyBody::full(counted(message)));
    response.headers_mut().insert(CONTENT_TYPE, JSON);
    response
}

/// `202`: taken, and there is nothing to say (L-HTTP-10, M-HTTP-06).
pub(crate) fn accepted() -> Response<ReplyBody> {
    let mut response = Response::new(ReplyBody::empty());
    *response.status_mut() = StatusCode::ACCEPTED;
    response
}

/// A stream of events that is open for as long as its client.
pub(crate) fn lasting(source: Source, every: Duration) -> Response<ReplyBody> {
    let mut response = events(source, every);
    if let Inner::Events(events) = &mut response.body_mut().0 {
        events.lasts = true;
    }
    response
}

/// A stream of events, which nobody on its way may keep or change.
pub(crate) fn events(source: Source, every: Duration) -> Response<ReplyBody> {
    let mut response = Response::new(ReplyBody(Inner::Events(Box::new(Events::new(source, every)))));
    let headers = response.headers_mut();
    // hyper keeps the map as long as the connection, and one that grows by itself has room for six.
    *headers = HeaderMap::with_capacity(3);
    headers.insert(CONTENT_TYPE, EVENT_STREAM);
    headers.insert(CACHE_CONTROL, NO_CACHE);
    headers.insert(X_ACCEL_BUFFERING, NO);
    response
}

/// Appends one event for each message in `lines`.
pub(crate) fn format(out: &mut Vec<u8>, head: &[u8], lines: &[u8]) {
    out.reserve(lines.len() + head.len() + 16);
    for line in lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        out.extend_from_slice(head);
        out.extend_from_slice(b"data: ");
        out.extend_from_slice(line);
        out.extend_from_slice(b"\n\n");
    }
}
