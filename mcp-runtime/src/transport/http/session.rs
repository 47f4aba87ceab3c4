//! A session of Streamable HTTP (2025-03-26 to 2025-11-25): what `initialize` opened and later requests belong to.
//!
//! Its parts are what was agreed (in its [`Conn`]; its id says it again), what was said in it ([`EventLog`]), and the calls that run
//! here ([`Calls`]).

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use crate::app::conn::Conn;
use crate::exec::calls::Calls;
use crate::protocol::revision::Revision;
use crate::rpc::outbox::Outbox;
use crate::transport::http::Site;
use crate::transport::http::gate::tokens::Bearer;
use crate::transport::http::log::EventLog;
use crate::transport::http::reply::Item;
use crate::transport::http::reply::stream;
use crate::transport::http::reply::stream::Reader;
use crate::transport::http::sessions::{Held, Seat};

/// A session. It lives in the table of its site, and as long as a stream of it is open.
#[derive(Debug)]
pub(crate) struct HttpSession {
    pub(crate) conn: Arc<Conn>,
    pub(crate) calls: Arc<Calls>,
    /// The token that opened it; nobody else may use it (L-SESS-10).
    principal: Option<Arc<Bearer>>,
    /// When it was used last, in milliseconds of the site's time.
    used: AtomicU64,
    /// How many streams are open.
    open: AtomicUsize,
    /// What was said in it.
    pub(crate) log: EventLog,
    seat: Seat,
}

impl HttpSession {
    pub(crate) fn new(conn: Arc<Conn>, principal: Option<Arc<Bearer>>, seat: Seat, site: &Site) -> Self {
        conn.outbox.set_unread(true);
        Self {
            conn,
            calls: Arc::default(),
            principal,
            used: AtomicU64::new(site.now()),
            open: AtomicUsize::new(0),
            log: EventLog::default(),
            seat,
        }
    }

    /// The same, as a session that another process than this one began.
    pub(crate) fn revived(self, process: u32) -> Self {
        Self { log: EventLog::revived(process), ..self }
    }

    pub(crate) fn is_of(&self, principal: Option<&Arc<Bearer>>) -> bool {
        self.principal.as_ref() == principal
    }

    /// Whether its token was taken away.
    pub(crate) fn is_of_a_stranger(&self) -> bool {
        self.principal.as_ref().is_some_and(|bearer| bearer.is_revoked())
    }

    /// Whether it counts among those of an address.
    pub(crate) fn is_from(&self, address: IpAddr) -> bool {
        self.seat.is_of(address)
    }

    pub(crate) fn touch(&self, now: u64) {
        self.used.store(now, Ordering::Relaxed);
    }

    /// Since when nobody uses it; nothing while somebody does.
    pub(crate) fn idle_since(&self) -> Option<u64> {
        let busy = self.open.load(Ordering::Acquire) > 0 || self.calls.count() > 0;
        (!busy).then(|| self.used.load(Ordering::Relaxed))
    }

    /// How many streams of it are open.
    pub(crate) fn open_streams(&self) -> usize {
        self.open.load(Ordering::Acquire)
    }

    pub(crate) fn revision(&self) -> Option<Revision> {
        self.conn.agreed().map(|agreed| agreed.revision)
    }

    /// Opens the session's own stream, in the place of one that may be open.
    pub(crate) fn listen(self: &Arc<Self>, site: &Site, held: Held) -> Option<SessionStream> {
        let reader = self.log.listen(&self.conn.outbox, self.prime(site), site.options())?;
        Some(SessionStream::new(self, reader, held))
    }

    /// Goes on with a stream after the event with this id.
    pub(crate) fn resume(self: &Arc<Self>, last: &str, site: &Site, held: Held) -> Option<SessionStream> {
        let event = stream::event_id(last)?;
        let reader = self.log.resume(event, &self.conn.outbox, self.prime(site), site.options())?;
        Some(SessionStream::new(self, reader, held))
    }

    /// Makes a stream of what is, or will be, in an outbox: a response with so many answers.
    pub(crate) fn respond(
        self: &Arc<Self>,
        outbox: &Arc<Outbox>,
        answers: usize,
        site: &Site,
        held: Held,
    ) -> Option<SessionStream> {
        let reader = self.log.respond(outbox, answers, self.prime(site), site.options())?;
        Some(SessionStream::new(self, reader, held))
    }

    /// Where the revision has it, a stream begins with an event that only has an id, so that a client that loses its
    /// connection at once can come back too (L-RSM-04, L-RSM-05).
    fn prime(&self, site: &Site) -> Option<Duration> {
        self.primes_streams().then(|| site.options().http.retry)
    }

    /// Whether a client can come back to every stream, also to one that has said nothing.
    pub(crate) fn primes_streams(&self) -> bool {
        self.revision().is_some_and(Revision::primes_streams)
    }

    /// Ends it: its calls are cancelled, its streams end.
    pub(crate) fn close(&self) {
        self.calls.cancel_all();
        self.conn.questions.close(&self.conn.outbox);
        self.conn.outbox.close();
        self.log.end();
    }
}

/// An open stream of a session, as the body of a response.
#[derive(Debug)]
pub(crate) struct SessionStream {
    reader: Reader,
    session: Arc<HttpSession>,
    _held: Held,
}

impl SessionStream {
    fn new(session: &Arc<HttpSession>, reader: Reader, held: Held) -> Self {
        session.open.fetch_add(1, Ordering::AcqRel);
        Self { reader, session: Arc::clone(session), _held: held }
    }

    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Item>> {
        self.reader.poll(cx)
    }
}

impl Drop for SessionStream {
    fn drop(&mut self) {
        self.session.open.fetch_sub(1, Ordering::AcqRel);
    }
}
