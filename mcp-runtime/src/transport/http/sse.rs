//! HTTP+SSE (2024-11-05): a stream that carries all that the server says, and a path that takes all that the client says.
//!
//! A session is one stream: it ends with it. Newer revisions can be negotiated over it too (L-SSE-16).

use std::sync::{Arc, Mutex, PoisonError, TryLockError, Weak};
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Response, StatusCode};

use tokio::sync::Semaphore;

use crate::app::conn::Conn;
use crate::base::budget::counted;
use crate::exec::calls::Calls;
use crate::exec::started::Desk;
use crate::protocol::lifecycle::Agreed;
use crate::rpc;
use crate::rpc::frame::Frame;
use crate::rpc::outbox::Outbox;
use crate::rpc::write::{self, NoId};
use crate::transport::http::carried::{self, Belongs};
use crate::transport::http::gate::media::not_acceptable;
use crate::transport::http::gate::refusal::{Refusal, Refused};
use crate::transport::http::gate::secret::stream_id;
use crate::transport::http::gate::tokens::Bearer;
use crate::transport::http::reply::{self, Item, ReplyBody, Source};
use crate::transport::http::sessions::{Held, Limit, Seat, too_many};
use crate::transport::http::streamable::TURNS;
use crate::transport::http::{Head, Site};
use crate::transport::session::{Session, too_much};

/// So many messages may wait until their stream has room for answers; each of these pieces of one counts as one more.
const MOST_WAITING: usize = 256;
const WAITING_SIZE: usize = 64 << 10;

/// The session of one stream.
#[derive(Debug)]
pub(crate) struct SseSession {
    session: Mutex<Session>,
    pub(crate) outbox: Arc<Outbox>,
    pub(crate) calls: Arc<Calls>,
    pub(crate) runtime: tokio::runtime::Handle,
    principal: Option<Arc<Bearer>>,
    waiting: Limit,
    /// What spans show instead of its id.
    mark: u64,
    _seat: Seat,
}

/// The stream, as the body of a response.
#[derive(Debug)]
pub(crate) struct SseReader {
    outbox: Arc<Outbox>,
    calls: Arc<Calls>,
    /// The first event.
    endpoint: Option<Bytes>,
    id: Box<str>,
    site: Weak<Site>,
    _held: Held,
}

impl Site {
    /// GET: opens a stream (L-SSE-02).
    pub(crate) fn open_sse(self: &Arc<Self>, head: &Head) -> Result<Response<ReplyBody>, Refused> {
        if !head.accepts.events {
            return Err(not_acceptable("`text/event-stream`"));
        }
        // A page of another site can ask for this as for a picture, and then no `Origin` says so.
        if head.headers.get("sec-fetch-site").is_some_and(|site| site == "cross-site")
            && !head.headers.contains_key(http::header::ORIGIN)
        {
            return Err(Refusal::new(StatusCode::FORBIDDEN, "pages of other sites may not open a stream"));
        }
        let options = &self.app.options.http;
        let place = self.stream_place()?;
        let seat = self.seat(head.peer)?;
        let id = stream_id().map_err(|error| self.broken(&error))?;
        let conn = Arc::new(Conn::new());
        if let Some(revision) = head.legacy_version()? {
            // A client that lost its stream goes on without a handshake, and says so by this header (L-SSE-15). Others have it
            // on their first stream too, and begin with a handshake.
            conn.assume(Agreed::assumed(revision));
        }
        let desk = Desk::new(&conn.outbox, tokio::runtime::Handle::current(), &self.app.options);
        let (outbox, calls) = (Arc::clone(&desk.outbox), Arc::clone(&desk.calls));
        let session = SseSession {
            runtime: desk.runtime.clone(),
            session: Mutex::new(Session::new(Arc::clone(&self.app), conn, desk)),
            outbox: Arc::clone(&outbox),
            calls: Arc::clone(&calls),
            principal: head.principal.clone(),
            waiting: Limit::default(),
            mark: carried::mark(id.as_bytes()),
            _seat: seat,
        };
        self.sse_sessions.insert(id.clone(), Arc::new(session));
        let path = format!("{}{}", options.mounted_at, options.message_path);
        let endpoint = format!("event: endpoint\ndata: {path}?sessionId={id}\n\n");
        let site = Arc::downgrade(self);
        let reader = SseReader { outbox, calls, endpoint: Some(endpoint.into()), id, site, _held: place };
        Ok(reply::lasting(Source::Sse(reader), options.keep_alive))
    }

    /// The session of the stream that a POST belongs to (L-SSE-09).
    pub(crate) fn sse_session(&self, head: &Head, query: &str) -> Result<Arc<SseSession>, Refused> {
        let id = query.split('&').find_map(|part| part.strip_prefix("sessionId="));
        let id = id.ok_or_else(|| Refusal::new(StatusCode::BAD_REQUEST, "`?sessionId=…` is missing"))?;
        let found = self.sse_sessions.get(id).filter(|session| session.principal == head.principal);
        found.ok_or_else(gone)
    }
}

fn gone() -> Refused {
    let text = "there is no such session, or its stream has ended: open a new one";
    Refusal::new(StatusCode::NOT_FOUND, text)
}

impl SseSession {
    /// A place for a message that may have to wait. Not many wait for a client that does not read what it is told.
    pub(crate) fn queue(&self, message: &Bytes) -> Result<Held, Refused> {
        let size = 1 + message.len() / WAITING_SIZE;
        self.waiting
            .take_many(size, MOST_WAITING)
            .ok_or_else(|| too_many("messages that wait for this stream"))
    }

    /// Waits until there is room for answers, so that a client that only asks does not fill the memory.
    pub(crate) fn poll_room(&self, cx: &mut Context<'_>) -> Poll<()> {
        self.outbox.poll_room(cx)
    }

    /// Whether another message is being read, which may be a large one.
    pub(super) fn is_being_told(&self) -> bool {
        matches!(self.session.try_lock(), Err(TryLockError::WouldBlock))
    }

    /// Takes a message. All that follows from it goes to the stream, errors too, where their id can be read (L-SSE-10).
    pub(crate) fn receive(
        &self,
        site: &Site,
        head: &Head,
        body: &[u8],
    ) -> Result<Response<ReplyBody>, Refused> {
        head.still_valid()?;
        let mut out = Vec::with_capacity(reply::USUAL);
        let carrier = head.carrier(Belongs::Marked(self.mark));
        let sender = head.sender(&carrier);
        let mut session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        if self.outbox.is_over() {
            return Err(gone());
        }
        if body.trim_ascii_start().starts_with(b"[") && session.takes_batches() {
            session.receive(body, sender, &mut out);
        } else {
            match rpc::read(body) {
                Ok(message) => session.take(&message, sender, &mut out),
                Err(malformed) if malformed.id.is_none() && !malformed.silent => {
                    return Err(Refusal::malformed(*malformed));
                }
                Err(_) => session.receive(body, sender, &mut out),
            }
        }
        let mut started = std::mem::take(&mut session.started);
        let desk = (!started.is_empty()).then(|| session.desk.clone());
        // Before another message may cancel them.
        started.retain_mut(|started| started.enters(&self.calls, &mut out));
        drop(session);
        let turns = (started.len() > 1).then(|| Arc::new(Semaphore::new(TURNS)));
        for (mut started, desk) in started.into_iter().zip(desk.iter().cycle()) {
            if self.outbox.is_full() {
                write::error(&mut out, Some(started.id()), NoId::Omit, &started.refused(too_much()));
            } else {
                let polled = match &turns {
                    None => started.begin(),
                    Some(turns) => {
                        started.queue(turns);
                        Poll::Pending
                    }
                };
                site.launch(body.len(), started, polled, desk, &mut out);
            }
            self.say(&mut out);
        }
        self.say(&mut out);
        let mut response = Response::new(ReplyBody::full("Accepted"));
        *response.status_mut() = StatusCode::ACCEPTED;
        Ok(response)
    }
}

impl SseSession {
    pub(crate) fn is_of(&self, principal: Option<&Arc<Bearer>>) -> bool {
        self.principal.as_ref() == principal
    }

    /// Whether its token was taken away.
    pub(crate) fn is_of_a_stranger(&self) -> bool {
        self.principal.as_ref().is_some_and(|bearer| bearer.is_revoked())
    }

    /// Ends it: its calls are cancelled, its stream ends.
    pub(crate) fn close(&self) {
        self.calls.cancel_all();
        self.outbox.end();
    }

    fn say(&self, out: &mut Vec<u8>) {
        if !out.is_empty() {
            self.outbox.push(Frame::answer(std::mem::take(out)));
        }
    }
}

impl SseReader {
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Item>> {
        if let Some(endpoint) = self.endpoint.take() {
            return Poll::Ready(Some(Item::Said(endpoint)));
        }
        self.outbox.poll_next(cx).map(|frame| {
            frame.map(|frame| {
                let mut event = Vec::new();
                reply::format(&mut event, b"event: message\n", &frame.bytes);
                let event = counted(event);
                if frame.is_answer() { Item::Answer(event) } else { Item::Said(event) }
            })
        })
    }
}

impl Drop for SseReader {
    fn drop(&mut self) {
        if let Some(site) = self.site.upgrade() {
            site.sse_sessions.remove(&self.id);
        }
        self.calls.cancel_all();
        self.outbox.close();
    }
}
