//! The bare limit over HTTP: hyper around the answers of `shared/limit.rs`, and nothing else.
//!
//! `/mcp` answers sessions of 2025-11-25 and requests of 2026-07-28, `/sse` and `/message` are 2024-11-05. No
//! header is checked but the one that names a session; every session over `/mcp` has the same name.

use std::collections::HashMap;
use std::convert::Infallible;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body_util::{BodyExt, Either, Full};
use hyper::body::{Body, Frame, Incoming};
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

#[path = "shared/limit.rs"]
mod limit;
#[path = "shared/listen.rs"]
mod listen;

use limit::Handshake;

type Reply = Response<Either<Full<Bytes>, Events>>;

const SESSION_HEADER: HeaderName = HeaderName::from_static("mcp-session-id");
const SESSION: HeaderValue = HeaderValue::from_static("6f1d0c8e6b3f4a7d9a52c0b1e4d7f893");
const JSON: HeaderValue = HeaderValue::from_static("application/json");
const EVENTS: HeaderValue = HeaderValue::from_static("text/event-stream");
const NO_CACHE: HeaderValue = HeaderValue::from_static("no-cache");
/// Room for an answer and what is written around it.
const ANSWER: usize = 512;

/// The open streams of 2024-11-05.
#[derive(Default)]
struct Sessions {
    last: AtomicU64,
    open: Mutex<HashMap<u64, UnboundedSender<Bytes>>>,
}

/// A stream of events without an end, and what is told when its reader has gone.
struct Events {
    queue: UnboundedReceiver<Bytes>,
    session: Option<(u64, Arc<Sessions>)>,
    /// Keeps a stream open that nobody writes to.
    _sender: Option<UnboundedSender<Bytes>>,
}

#[tokio::main]
async fn main() -> io::Result<()> {
    let listener = listen::listen().await?;
    let sessions = Arc::new(Sessions::default());
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let sessions = Arc::clone(&sessions);
        tokio::spawn(async move {
            let service = service_fn(move |request| respond(request, Arc::clone(&sessions)));
            // A connection that fails has nobody left to tell.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn respond(request: Request<Incoming>, sessions: Arc<Sessions>) -> Result<Reply, Infallible> {
    let reply = match (request.method(), request.uri().path()) {
        (&Method::POST, "/mcp") => call(request).await,
        (&Method::POST, "/message") => message(request, &sessions).await,
        (&Method::GET, "/mcp") => Ok(stream()),
        (&Method::GET, "/sse") => Ok(session(sessions)),
        _ => Ok(empty(StatusCode::NOT_FOUND)),
    };
    Ok(reply.unwrap_or_else(|_| empty(StatusCode::BAD_REQUEST)))
}

/// A message to `/mcp`, answered with JSON.
async fn call(request: Request<Incoming>) -> hyper::Result<Reply> {
    if request.headers().get(SESSION_HEADER).is_some_and(|session| session != SESSION) {
        return Ok(empty(StatusCode::NOT_FOUND));
    }
    let body = request.into_body().collect().await?.to_bytes();
    let mut answer = Vec::with_capacity(ANSWER);
    let opened = limit::answer(&body, Handshake::Last, &mut answer);
    if answer.is_empty() {
        return Ok(empty(StatusCode::ACCEPTED));
    }
    let mut reply = Response::new(Either::Left(Full::new(answer.into())));
    reply.headers_mut().insert(CONTENT_TYPE, JSON);
    if opened {
        reply.headers_mut().insert(SESSION_HEADER, SESSION);
    }
    Ok(reply)
}

/// A message to a session of 2024-11-05, answered on its stream.
async fn message(request: Request<Incoming>, sessions: &Sessions) -> hyper::Result<Reply> {
    let query = request.uri().query().unwrap_or_default();
    let session = query.strip_prefix("sessionId=").and_then(|session| session.parse().ok());
    let body = request.into_body().collect().await?.to_bytes();
    let mut event = Vec::with_capacity(ANSWER);
    event.extend_from_slice(b"event: message\ndata: ");
    let before = event.len();
    limit::answer(&body, Handshake::First, &mut event);
    let sent = event.len() == before || {
        event.extend_from_slice(b"\n\n");
        let open = sessions.open.lock().unwrap_or_else(PoisonError::into_inner);
        let queue = session.and_then(|session: u64| open.get(&session));
        queue.is_some_and(|queue| queue.send(event.into()).is_ok())
    };
    Ok(empty(if sent { StatusCode::ACCEPTED } else { StatusCode::NOT_FOUND }))
}

/// The stream of a session over `/mcp`, which nothing is ever sent on.
fn stream() -> Reply {
    let (sender, queue) = unbounded_channel();
    events(Events { queue, session: None, _sender: Some(sender) })
}

/// A new session of 2024-11-05: its stream, with the place to send messages to as the first event.
fn session(sessions: Arc<Sessions>) -> Reply {
    let (sender, queue) = unbounded_channel();
    let id = sessions.last.fetch_add(1, Ordering::Relaxed);
    // The queue is empty and its reader here.
    let _ = sender.send(format!("event: endpoint\ndata: /message?sessionId={id}\n\n").into());
    sessions.open.lock().unwrap_or_else(PoisonError::into_inner).insert(id, sender);
    events(Events { queue, session: Some((id, sessions)), _sender: None })
}

fn events(events: Events) -> Reply {
    let mut reply = Response::new(Either::Right(events));
    reply.headers_mut().insert(CONTENT_TYPE, EVENTS);
    reply.headers_mut().insert(CACHE_CONTROL, NO_CACHE);
    reply
}

fn empty(status: StatusCode) -> Reply {
    let mut reply = Response::new(Either::Left(Full::default()));
    *reply.status_mut() = status;
    reply
}

impl Body for Events {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.queue.poll_recv(context).map(|event| event.map(|event| Ok(Frame::data(event))))
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        if let Some((id, sessions)) = &self.session {
            sessions.open.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
        }
    }
}
