//! A connection and its clocks: one timer watches for heads that do not end, for idleness, and for clients that do not
//! read.
//!
//! hyper's own timer closes idle connections with the time for a head, and costs an allocation a request.

use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use pin_project_lite::pin_project;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::futures::OwnedNotified;
use tokio::time::{Sleep, sleep};

use crate::app::options::HttpOptions;
use crate::transport::http::listen::early::Early;
use crate::transport::http::listen::host::Host;
use crate::transport::http::listen::streaming::Streaming;
use crate::transport::http::reply::Events;

/// What a connection, its socket and its requests know of each other.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) peer: IpAddr,
    since: Instant,
    /// How many requests are being answered.
    busy: AtomicU32,
    /// How many heads were read.
    heads: AtomicU64,
    /// Bytes came that belong to no request yet.
    partial: AtomicBool,
    /// HTTP/2, where bytes come that belong to no request.
    framed: AtomicBool,
    /// Since when the client takes nothing, in milliseconds and one more; 0 while it does.
    stalled: AtomicU64,
    /// The rest of a response whose head hyper writes.
    rest: Mutex<Option<Box<Events>>>,
    has_rest: AtomicBool,
}

/// A request that is being answered.
#[derive(Debug)]
pub(crate) struct Busy {
    link: Arc<Link>,
    /// Whether its response can be gone on with on the socket itself.
    lends: bool,
}

impl Busy {
    pub(crate) fn lends(&self) -> bool {
        self.lends
    }

    /// Keeps the rest of the response, to be gone on with when its head has left.
    pub(crate) fn go_on(self, rest: Box<Events>) {
        *self.link.rest.lock().unwrap_or_else(PoisonError::into_inner) = Some(rest);
        self.link.has_rest.store(true, Ordering::Relaxed);
    }
}

impl Link {
    pub(crate) fn new(peer: IpAddr) -> Self {
        Self {
            peer,
            since: Instant::now(),
            busy: AtomicU32::new(0),
            heads: AtomicU64::new(0),
            partial: AtomicBool::new(false),
            framed: AtomicBool::new(false),
            stalled: AtomicU64::new(0),
            rest: Mutex::default(),
            has_rest: AtomicBool::new(false),
        }
    }

    /// The head of a request is there.
    pub(crate) fn begin(self: &Arc<Self>, version: http::Version) -> Busy {
        if version == http::Version::HTTP_2 {
            self.framed.store(true, Ordering::Relaxed);
        }
        self.busy.fetch_add(1, Ordering::Relaxed);
        self.heads.fetch_add(1, Ordering::Relaxed);
        self.partial.store(false, Ordering::Relaxed);
        // With HTTP/2 the socket is not given back.
        let lends = cfg!(not(feature = "http2")) && version == http::Version::HTTP_11;
        Busy { link: Arc::clone(self), lends }
    }

    /// What is to be gone on with, if nothing is left to be written before it.
    fn rest(&self) -> Option<Box<Events>> {
        if !self.has_rest.load(Ordering::Relaxed) || self.stalled.load(Ordering::Relaxed) != 0 {
            return None;
        }
        self.has_rest.store(false, Ordering::Relaxed);
        self.rest.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn now(&self) -> u64 {
        u64::try_from(self.since.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.link.busy.fetch_sub(1, Ordering::Relaxed);
        self.link.partial.store(false, Ordering::Relaxed);
    }
}

pin_project! {
    /// A socket that notes what its link has to know.
    pub(crate) struct Watched<T> {
        #[pin]
        socket: T,
        link: Arc<Link>,
    }
}

impl<T> Watched<T> {
    pub(crate) fn new(socket: T, link: Arc<Link>) -> Self {
        Self { socket, link }
    }
}

impl<T: AsyncRead> AsyncRead for Watched<T> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.project();
        let before = buf.filled().len();
        let read = ready!(this.socket.poll_read(cx, buf));
        if buf.filled().len() > before {
            this.link.partial.store(true, Ordering::Relaxed);
        }
        Poll::Ready(read)
    }
}

impl<T: AsyncWrite> AsyncWrite for Watched<T> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.project();
        this.link.noted(this.socket.poll_write(cx, buf))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.project();
        this.link.noted(this.socket.poll_write_vectored(cx, bufs))
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.project().socket.poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.project().socket.poll_shutdown(cx)
    }
}

impl Link {
    fn noted(&self, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            if self.stalled.load(Ordering::Relaxed) != 0 {
                self.stalled.store(0, Ordering::Relaxed);
            }
        } else if self.stalled.load(Ordering::Relaxed) == 0 {
            self.stalled.store(self.now() + 1, Ordering::Relaxed);
        }
        written
    }
}

/// The times of a connection.
#[derive(Debug)]
pub(crate) struct Times {
    /// How often the clocks are looked at.
    tick: Duration,
    head: Duration,
    idle: Duration,
    write: Duration,
}

impl Times {
    pub(crate) fn new(options: &HttpOptions) -> Self {
        let shortest = options.head_timeout.min(options.idle_timeout).min(options.write_timeout);
        Self {
            tick: (shortest / 2).max(Duration::from_millis(1)),
            head: options.head_timeout,
            idle: options.idle_timeout,
            write: options.write_timeout,
        }
    }
}

/// A protocol's side of a connection.
pub(crate) trait Closing: Future + Sized {
    /// What it runs on.
    type Io: AsyncRead + AsyncWrite + Send + Unpin + 'static;

    /// Takes no further request; what is being answered goes on.
    fn close(self: Pin<&mut Self>);

    /// Gives back what it runs on, and forgets what it answers; nothing where it cannot.
    fn give_back(this: Pin<&mut Option<Self>>) -> Option<Early<Self::Io>>;
}

pin_project! {
    /// A connection until its end. A plain struct: nested async functions would hold what they capture more than once.
    pub(crate) struct Connection<C> {
        #[pin]
        conn: Option<C>,
        #[pin]
        timer: Sleep,
        #[pin]
        stop: OwnedNotified,
        host: Arc<Host>,
        closing: bool,
        asked: bool,
        link: Arc<Link>,
        heads: u64,
        partial: Duration,
        idle: Duration,
        place: Option<OwnedSemaphorePermit>,
    }
}

impl<C: Closing> Connection<C> {
    pub(crate) fn new(conn: C, link: Arc<Link>, host: &Arc<Host>, place: OwnedSemaphorePermit) -> Self {
        Self {
            conn: Some(conn),
            timer: sleep(host.times.tick),
            stop: Arc::clone(&host.stop).notified_owned(),
            host: Arc::clone(host),
            closing: false,
            asked: false,
            link,
            heads: 0,
            partial: Duration::ZERO,
            idle: Duration::ZERO,
            place: Some(place),
        }
    }

    /// Whether the connection is to be given up. Called at each tick.
    fn is_lost(self: Pin<&mut Self>) -> bool {
        let this = self.project();
        let link = this.link;
        let stalled = link.stalled.load(Ordering::Relaxed);
        if stalled > 0 {
            // What is being written is no idleness.
            (*this.partial, *this.idle) = (Duration::ZERO, Duration::ZERO);
            let lost = Duration::from_millis(link.now().saturating_sub(stalled)) >= this.host.times.write;
            if lost {
                tracing::debug!(peer = %link.peer, "a client reads nothing of what it is sent");
            }
            return lost;
        }
        let heads = link.heads.load(Ordering::Relaxed);
        let same = std::mem::replace(this.heads, heads) == heads;
        if link.busy.load(Ordering::Relaxed) > 0 || !same {
            (*this.partial, *this.idle) = (Duration::ZERO, Duration::ZERO);
            return false;
        }
        // A connection that never said anything is as one whose first head does not end.
        if heads == 0 || (link.partial.load(Ordering::Relaxed) && !link.framed.load(Ordering::Relaxed)) {
            *this.partial += this.host.times.tick;
            if *this.partial >= this.host.times.head {
                tracing::debug!(peer = %link.peer, "the head of a request takes too long");
                return true;
            }
        }
        *this.idle += this.host.times.tick;
        if *this.idle < this.host.times.idle {
            return false;
        }
        // Told first, so that a client does not send its next request into a closed connection.
        if std::mem::replace(this.closing, true) {
            return true;
        }
        close(this.conn);
        false
    }

    /// Polls hyper's side. When the head of a response that lasts has left, the rest of it goes on without it.
    fn polled(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut this = self.project();
        let Some(conn) = this.conn.as_mut().as_pin_mut() else { return Poll::Ready(()) };
        if conn.poll(cx).is_ready() {
            return Poll::Ready(());
        }
        let Some(rest) = this.link.rest() else { return Poll::Pending };
        if let (Some(io), Some(place)) = (C::give_back(this.conn), this.place.take()) {
            let streaming = Streaming::new(io, rest, this.host.times.write);
            tokio::spawn(streaming.go_on(Arc::clone(this.host), Arc::clone(this.link), place));
        }
        Poll::Ready(())
    }
}

fn close<C: Closing>(conn: Pin<&mut Option<C>>) {
    if let Some(conn) = conn.as_pin_mut() {
        conn.close();
    }
}

impl<C: Closing> Future for Connection<C> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = self.as_mut().project();
        // Asked once: it is this task that is woken.
        if !*this.asked {
            *this.asked = true;
            let _ = this.stop.poll(cx);
        }
        if !*this.closing && this.host.stopping.load(Ordering::Acquire) {
            *this.closing = true;
            close(this.conn);
        }
        if self.as_mut().polled(cx).is_ready() {
            return Poll::Ready(());
        }
        while self.as_mut().project().timer.poll(cx).is_ready() {
            let was_closing = self.closing;
            if self.as_mut().is_lost() {
                return Poll::Ready(());
            }
            if self.closing && !was_closing && self.as_mut().polled(cx).is_ready() {
                return Poll::Ready(());
            }
            let this = self.as_mut().project();
            let next = tokio::time::Instant::now() + this.host.times.tick;
            this.timer.reset(next);
        }
        Poll::Pending
    }
}
