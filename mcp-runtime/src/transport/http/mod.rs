//! HTTP: all transports of all revisions on one port, as a service that can also be mounted into another one.
//!
//! A request is judged by its head, then read, then sorted by the revision it speaks. Everything up to the first poll of a
//! call is one plain function; the only things awaited are the body, and a call that is not done at once.

mod arrivals;
mod body;
mod carried;
pub(crate) mod gate;
mod handshake;
mod heavy;
mod inspect;
pub(crate) mod listen;
mod log;
mod modern;
mod reply;
mod route;
mod service;
mod session;
mod sessions;
mod sse;
mod streamable;

use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use http::{HeaderMap, Response, StatusCode};

use crate::app::App;
use crate::app::options::Options;
use crate::outcome::error::{Error, RpcError};
use crate::protocol::caller::Sender;
use crate::protocol::extensions::Extensions;
use crate::protocol::notify;
use crate::protocol::revision::Revision;
use crate::rpc::frame::Frame;
use crate::transport::http::arrivals::Arrivals;
use crate::transport::http::carried::Carried;
use crate::transport::http::gate::guard::Guard;
use crate::transport::http::gate::media::Accepts;
use crate::transport::http::gate::mirror::Named;
use crate::transport::http::gate::refusal::{Refusal, Refused};
use crate::transport::http::gate::secret::{Secret, TokenId};
use crate::transport::http::gate::tokens::Bearer;
use crate::transport::http::heavy::Turns;
use crate::transport::http::listen::address::Address;
use crate::transport::http::reply::live::Live;
use crate::transport::http::session::HttpSession;
use crate::transport::http::sessions::{Census, Ended, Held, Limit, Sessions};
use crate::transport::http::sse::SseSession;
use crate::transport::http::streamable::Waiting;

pub use reply::ReplyBody;
pub use reply::responding::ResponseFuture;
pub use service::HttpService;

/// For each such piece of its message a pending call takes a place.
const CALL_SIZE: usize = 64 << 10;

/// And for each such piece of its id, which is kept as long as it runs.
const ID_SIZE: usize = 1 << 10;

/// One session may have this part of the pending calls that all may have.
const SHARE: usize = 4;

/// A server over HTTP, with everything that its requests share.
#[derive(Debug)]
pub(crate) struct Site {
    app: Arc<App>,
    guard: Guard,
    secret: Secret,
    census: Arc<Census>,
    arrivals: Arrivals,
    sessions: Sessions<HttpSession>,
    sse_sessions: Sessions<SseSession>,
    ended: Ended,
    open_streams: Limit,
    /// Pending calls that belong to no session.
    calls: Limit,
    turns: Turns,
    start: Instant,
    sweeping: AtomicBool,
}

/// Gone when nobody sweeps any more, as when the runtime that did is gone: the next session starts it anew.
struct Sweeping(Weak<Site>);

impl Drop for Sweeping {
    fn drop(&mut self) {
        if let Some(site) = self.0.upgrade() {
            site.sweeping.store(false, Ordering::Release);
        }
    }
}

/// What of a request is not its body.
pub(crate) struct Head {
    headers: HeaderMap,
    extensions: http::Extensions,
    peer: Option<IpAddr>,
    /// Whose token it came with.
    principal: Option<Arc<Bearer>>,
    accepts: Accepts,
    /// How large the body is.
    size: usize,
    /// The revision in the header.
    named: Named,
}

/// What a POST comes to.
pub(crate) enum Answer {
    Now(Response<ReplyBody>),
    Live(Box<Live>, Accepts),
    Waiting(Box<Waiting>),
}

impl From<Response<ReplyBody>> for Answer {
    fn from(response: Response<ReplyBody>) -> Self {
        Self::Now(response)
    }
}

/// What layers put into the extensions is of the author's types.
impl Drop for Head {
    fn drop(&mut self) {
        crate::base::panics::discard(std::mem::take(&mut self.extensions));
    }
}

impl Head {
    /// The revision in the header of a request that belongs to a handshake. Any of those will do, since clients send that
    /// of their own (L-VER-02, L-VER-04, L-VER-05).
    fn legacy_version(&self) -> Result<Option<Revision>, Refused> {
        match self.named {
            Named::Nothing => Ok(None),
            Named::Known(revision) if !revision.is_modern() => Ok(Some(revision)),
            _ => {
                let spoken = crate::protocol::lifecycle::legacy_versions().join(", ");
                let text = format!("`MCP-Protocol-Version` must be one of {spoken} here");
                Err(Refusal::new(StatusCode::BAD_REQUEST, text))
            }
        }
    }

    /// The token may have been taken away while the body was read.
    fn still_valid(&self) -> Result<(), Refused> {
        match &self.principal {
            Some(bearer) if bearer.is_revoked() => Err(gate::guard::not_valid()),
            _ => Ok(()),
        }
    }

    /// Whether the header names a revision in which requests stand for themselves.
    fn is_modern(&self) -> bool {
        self.named.is_modern()
    }

    /// What tools can see of the request.
    fn attach(&self) -> Extensions {
        let mut extensions = Extensions::of(self.extensions.clone());
        extensions.insert(gate::guard::hushed(self.headers.clone()));
        extensions
    }

    /// Who sent it.
    fn sender<'a>(&'a self, carried: &'a Carried<'a>) -> Sender<'a> {
        let principal = self.principal.as_ref().map(|bearer| &bearer.name);
        Sender { principal, carrier: Some(carried) }
    }

    /// The token that it came with.
    fn token(&self) -> Option<&TokenId> {
        self.principal.as_ref().map(|bearer| &bearer.id)
    }
}

impl Site {
    /// A server on this address, or one whose listener is somebody else's.
    fn new(app: Arc<App>, address: Option<&Address>) -> Result<Arc<Self>, Error> {
        gate::check::check(&app.options.http)?;
        let secret = Secret::new(&app.options.http)?;
        #[cfg(feature = "ask")]
        let alone = secret.is_made_up() && address.is_none_or(|address| !address.is_local());
        #[cfg(feature = "ask")]
        app.seal_with(secret.derived(b"what clients keep for their calls"), alone);
        let guard = Guard::new(&app.options.http, address, &secret)?;
        let site = Arc::new(Self {
            app,
            guard,
            secret,
            census: Arc::default(),
            arrivals: Arrivals::default(),
            sessions: Sessions::default(),
            sse_sessions: Sessions::default(),
            ended: Ended::default(),
            open_streams: Limit::default(),
            calls: Limit::default(),
            turns: Turns::new(address.is_some()),
            start: Instant::now(),
            sweeping: AtomicBool::new(false),
        });
        gate::tokens::watch(&site);
        Ok(site)
    }

    fn options(&self) -> &Options {
        &self.app.options
    }

    /// Milliseconds since the start.
    fn now(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// A place for a call that is not done at once; a large one, which keeps its arguments, takes more.
    fn call_place(&self, id: &str, size: usize) -> Option<Held> {
        let count = 1 + size / CALL_SIZE + id.len() / ID_SIZE;
        self.calls.take_many(count, self.options().http.max_calls)
    }

    /// A place for one more open stream.
    fn stream_place(&self) -> Result<Held, Refused> {
        let place = self.open_streams.take(self.options().http.max_streams);
        place.ok_or_else(|| sessions::too_many("open streams"))
    }

    /// Something of the server's own failed.
    #[cold]
    fn broken(&self, error: &dyn std::error::Error) -> Refused {
        tracing::error!(server = self.app.info.name, "{error}");
        let error = RpcError::new(RpcError::INTERNAL, "the server failed; its log says why");
        Refusal::of(StatusCode::INTERNAL_SERVER_ERROR, error, None)
    }

    /// From the first session on, those that nobody uses are ended after a while.
    fn sweep(self: &Arc<Self>) {
        if self.sweeping.swap(true, Ordering::AcqRel) {
            return;
        }
        let ttl = self.options().http.session_ttl;
        let pause = (ttl / 4).clamp(Duration::from_millis(20), Duration::from_secs(30));
        let site = Arc::downgrade(self);
        let sweeping = Sweeping(Weak::clone(&site));
        tokio::spawn(async move {
            let _sweeping = sweeping;
            loop {
                tokio::time::sleep(pause).await;
                let Some(site) = Weak::upgrade(&site) else { return };
                let oldest = site.now().saturating_sub(u64::try_from(ttl.as_millis()).unwrap_or(u64::MAX));
                let idle = site.sessions.take_if(|session| {
                    session.log.forget(site.options());
                    let Some(since) = session.idle_since() else {
                        // Its time begins when nobody uses it any more.
                        session.touch(site.now());
                        return false;
                    };
                    since < oldest
                });
                idle.iter().for_each(|session| session.close());
                drop(idle);
            }
        });
    }

    /// Ends what tokens opened that are no more: sessions with their calls, and streams.
    fn end_strangers(&self) {
        let sessions = self.sessions.take_if(HttpSession::is_of_a_stranger);
        sessions.iter().for_each(|session| session.close());
        let streams = self.sse_sessions.take_if(SseSession::is_of_a_stranger);
        streams.iter().for_each(|session| session.close());
        self.app.each_conn(|conn| {
            if conn.is_revoked() {
                conn.end_listens();
                conn.outbox.end();
            }
        });
    }

    /// Waits until no call of a session runs.
    async fn calls_done(&self) {
        for calls in self.sessions.map(|session| Arc::clone(&session.calls)) {
            calls.idle().await;
        }
    }

    /// Ends what still runs; it is answered with an error, since a client cannot tell a lost answer from a slow one.
    fn end_calls(&self) {
        self.app.ending.come();
        let sessions = self.sessions.map(|session| Arc::clone(&session.calls));
        let streams = self.sse_sessions.map(|session| Arc::clone(&session.calls));
        sessions.iter().chain(&streams).for_each(|calls| calls.cancel_all());
    }

    /// The server stops: streams end, and clients hear of it in the way of their revision. A stream that answers are still
    /// to come on ends after them.
    fn end_streams(&self) {
        let of = |session: &SseSession| {
            (Arc::clone(&session.outbox), Arc::clone(&session.calls), session.runtime.clone())
        };
        let mut busy = self.sse_sessions.map(of);
        busy.retain(|(_, calls, _)| calls.count() > 0);
        self.app.each_conn(|conn| {
            if busy.iter().any(|(outbox, ..)| Arc::ptr_eq(outbox, &conn.outbox)) {
                return;
            }
            for id in conn.end_listens() {
                conn.outbox.push(Frame::notice(notify::listen_result(&id, &self.app.own_info), None));
            }
            conn.outbox.end();
        });
        for (outbox, calls, runtime) in busy {
            runtime.spawn(async move {
                calls.idle().await;
                outbox.end();
            });
        }
    }
}
