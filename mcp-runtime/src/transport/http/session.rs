//! A session of Streamable HTTP (2025-03-26 to 2025-11-25): what `initialize` opened and later requests belong to.

use std::net::IpAddr;
use std::sync::atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use crate::app::conn::Conn;
use crate::exec::calls::Calls;
use crate::protocol::revision::Revision;
use crate::rpc::outbox::Outbox;
use crate::transport::http::Site;
use crate::transport::http::gate::tokens::Bearer;
use crate::transport::http::reply::Item;
use crate::transport::http::reply::stream;
use crate::transport::http::reply::stream::{Reader, Stream};
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
    /// Its own stream, and those of responses.
    streams: Mutex<Vec<Arc<Stream>>>,
    next_stream: AtomicU32,
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
            streams: Mutex::default(),
            next_stream: AtomicU32::new(1),
            seat,
        }
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

    pub(crate) fn revision(&self) -> Option<Revision> {
        self.conn.agreed().map(|agreed| agreed.revision)
    }

    fn streams(&self) -> MutexGuard<'_, Vec<Arc<Stream>>> {
        self.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The stream of what belongs to no response (L-HTTP-20, L-HTTP-21).
    fn own(&self, site: &Site) -> Arc<Stream> {
        let mut streams = self.streams();
        if let Some(own) = streams.iter().find(|stream| stream.id == 0) {
            return Arc::clone(own);
        }
        let keep = site.app.options.http.replay_bytes;
        let own = Arc::new(Stream::new(0, Arc::clone(&self.conn.outbox), None, keep));
        streams.push(Arc::clone(&own));
        own
    }

    /// Opens the session's own stream, in the place of one that may be open.
    pub(crate) fn listen(self: &Arc<Self>, site: &Site, held: Held) -> Option<SessionStream> {
        let own = self.own(site);
        own.attach(None, self.prime(site)).map(|reader| SessionStream::new(self, reader, held))
    }

    /// Goes on with a stream after the event with this id.
    pub(crate) fn resume(self: &Arc<Self>, last: &str, site: &Site, held: Held) -> Option<SessionStream> {
        let (id, place) = stream::event_id(last)?;
        self.forget(site);
        let stream = self.streams().iter().find(|stream| stream.id == id).cloned()?;
        stream.attach(Some(place), None).map(|reader| SessionStream::new(self, reader, held))
    }

    /// Makes a stream of what is, or will be, in an outbox: a response with so many answers.
    pub(crate) fn respond(
        self: &Arc<Self>,
        outbox: &Arc<Outbox>,
        answers: usize,
        site: &Site,
        held: Held,
    ) -> Option<SessionStream> {
        let id = self.next_stream.fetch_add(1, Ordering::Relaxed);
        let keep = site.app.options.http.replay_bytes;
        let stream = Arc::new(Stream::new(id, Arc::clone(outbox), Some(answers), keep));
        let reader = stream.attach(None, self.prime(site))?;
        self.forget(site);
        self.streams().push(stream);
        Some(SessionStream::new(self, reader, held))
    }

    /// Where the revision has it, a stream begins with an event that only has an id, so that a client that loses its
    /// connection at once can come back too (L-RSM-04, L-RSM-05).
    fn prime(&self, site: &Site) -> Option<Duration> {
        self.revision().filter(|revision| revision.primes_streams())?;
        Some(site.options().http.retry)
    }

    /// Drops what is kept of streams that ended or that nobody came back to: what is too old, and of the rest what is too much (L-RSM-12).
    pub(crate) fn forget(&self, site: &Site) {
        let options = &site.app.options.http;
        let mut streams = self.streams();
        let mut bytes: usize = streams.iter().map(|stream| stream.kept()).sum();
        streams.retain(|stream| {
            let Some(over) = stream.over().filter(|_| stream.id != 0) else { return true };
            let stays = over.elapsed() < options.replay_age && bytes <= options.replay_bytes;
            if !stays {
                bytes -= stream.kept();
                // A call that still runs says the rest to nobody.
                stream.outbox.close();
            }
            stays
        });
    }

    /// Ends it: its calls are cancelled, its streams end.
    pub(crate) fn close(&self) {
        self.calls.cancel_all();
        self.conn.outbox.close();
        self.streams().drain(..).for_each(|stream| stream.outbox.end());
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
