//! A listener of our own: sockets, connections, and a graceful end.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

use crate::app::App;
use crate::app::options::HttpOptions;
use crate::outcome::error::Error;
use crate::threads::in_place;
use crate::transport::LAST_WORDS;
use crate::transport::http::Site;
use crate::transport::http::inspect;
use crate::transport::http::listen::address::Address;
use crate::transport::http::listen::awake::wake_others;
use crate::transport::http::listen::early::Early;
use crate::transport::http::listen::link::{Connection, Link, Times, Watched};
use crate::transport::http::listen::wire;
use crate::transport::stop::Stop;

/// So many connections may wait to be accepted.
const BACKLOG: u32 = 1024;

/// After a failed accept, as for want of file descriptors, the next one is tried this much later.
const BACK_OFF: Duration = Duration::from_millis(100);

/// How often it is tried to find a port that is free on each of several addresses.
const TRIES: u32 = 20;

/// What the connections of a listener share.
pub(crate) struct Host {
    pub(crate) site: Arc<Site>,
    pub(crate) times: Times,
    /// Woken when the server stops.
    pub(crate) stop: Arc<Notify>,
    pub(crate) stopping: AtomicBool,
    places: Arc<Semaphore>,
    most: u32,
    #[cfg(feature = "tls")]
    tls: Option<Arc<super::tls::Tls>>,
}

/// Serves until it is asked to stop. `announce` is told, in a line each, where, as soon as clients
/// can connect.
pub(crate) fn serve(app: Arc<App>, address: &Address, announce: &dyn Fn(&str)) -> Result<(), Error> {
    serve_on(app, address, None, announce)
}

/// A listener that is there, and where clients find it.
pub(crate) type Given = (std::net::TcpListener, SocketAddr);

/// [`serve`] on a listener that is there, in the place of one of that address, where `given`.
pub(crate) fn serve_on(
    app: Arc<App>,
    address: &Address,
    given: Option<Given>,
    announce: &dyn Fn(&str),
) -> Result<(), Error> {
    let app = app.adjust(|app| app.remote = true);
    check(&app.options.http, address)?;
    // One more than there are processors: tools are polled on as many as those, and one is always left.
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    in_place::leave_the_rest(processors);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(processors + 1)
        .max_blocking_threads(app.options.blocking_threads.max(1))
        .thread_name("mcp-http")
        .enable_all()
        .build()
        .map_err(|error| Error::because("the runtime does not start", error))?;
    app.begin(runtime.handle());
    let served = runtime.block_on(host(app, address, given, announce));
    // A tool that blocks its thread must not keep the process alive.
    runtime.shutdown_background();
    served
}

/// What must not be on an address that others can reach.
pub(crate) fn check(options: &HttpOptions, address: &Address) -> Result<(), Error> {
    inspect::check(options, Some(address))?;
    if !address.is_local() && !options.asks_for_tokens() && !options.allow_unauthenticated {
        return Err(Error::usage(
            "others can reach this address, and the server asks nobody who they are: give it tokens with `--token-file`, or \
             say `--allow-unauthenticated`, or listen on loopback with `:PORT`",
        ));
    }
    Ok(())
}

/// Whether a server could listen there now.
#[cfg(feature = "cli")]
pub(crate) fn is_free(address: &Address) -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build();
    let runtime = runtime.map_err(|error| Error::because("the runtime does not start", error))?;
    let _within = runtime.enter();
    bind(address).map(drop).map_err(|error| no_listener(address, error))
}

async fn host(
    app: Arc<App>,
    address: &Address,
    given: Option<Given>,
    announce: &dyn Fn(&str),
) -> Result<(), Error> {
    let mut signal = Stop::new(&app.quit)?;
    let most = u32::try_from(app.options.http.max_connections).unwrap_or(u32::MAX).clamp(1, 1 << 24);
    let host = Arc::new(Host {
        times: Times::new(&app.options.http),
        stop: Arc::default(),
        stopping: AtomicBool::default(),
        places: Arc::new(Semaphore::new(most as usize)),
        most,
        #[cfg(feature = "tls")]
        tls: app.options.http.tls.as_ref().map(super::tls::Tls::new).transpose()?,
        site: Site::new(app, Some(address))?,
    });
    wake_others(&host);
    let mut accepting = Vec::new();
    let (scheme, options) = (host.scheme(), &host.site.app.options.http);
    let mut page = options.inspect.then(String::new);
    let (listeners, shown) = match given {
        Some((listener, at)) => (TcpListener::from_std(listener).map(|listener| vec![listener]), Some(at)),
        None => (bind(address), None),
    };
    for listener in listeners.map_err(|error| no_listener(address, error))? {
        if let Some(at) = shown.or_else(|| listener.local_addr().ok()) {
            announce(&format!("listening on {scheme}://{at}{}", options.path));
            // One of them is enough to click on.
            if let Some(page) = page.as_mut().filter(|page| page.is_empty()) {
                *page = format!("inspect at {scheme}://{at}{}", inspect::PATH);
            }
        }
        accepting.push(tokio::spawn(accept(Arc::clone(&host), listener)));
    }
    page.iter().for_each(|page| announce(page));
    signal.asked().await;
    accepting.iter().for_each(tokio::task::JoinHandle::abort);
    tracing::info!("stopping");
    tokio::select! {
        () = host.drain() => {}
        () = signal.asked() => {}
    }
    host.site.end_calls();
    let _ = tokio::time::timeout(LAST_WORDS, host.places.acquire_many(most)).await;
    Ok(())
}

/// Why nobody can connect, and what to do where that is known.
fn no_listener(address: &Address, error: io::Error) -> Error {
    let (host, port) = (address.host.as_deref().unwrap_or("localhost"), address.port);
    let mend = match error.kind() {
        io::ErrorKind::AddrInUse => "another program has this port: stop it, or choose another port",
        io::ErrorKind::PermissionDenied if port < 1024 => {
            "ports below 1024 need a privilege: choose one from 1024 on, or give the program CAP_NET_BIND_SERVICE"
        }
        io::ErrorKind::PermissionDenied => "the system does not permit this port: choose another",
        io::ErrorKind::AddrNotAvailable => {
            "this machine has no such address: write one that it has, or 0.0.0.0 for all"
        }
        _ => return Error::because(format!("cannot listen on {host}:{port}"), error),
    };
    Error::usage(format!("cannot listen on {host}:{port}: {mend}"))
}

/// The watch ends with it.
impl Drop for Host {
    fn drop(&mut self) {
        in_place::wake_watches();
    }
}

impl Host {
    #[cfg(feature = "tls")]
    fn scheme(&self) -> &'static str {
        if self.tls.is_some() { "https" } else { "http" }
    }

    #[cfg(not(feature = "tls"))]
    #[expect(clippy::unused_self, reason = "with TLS it depends")]
    fn scheme(&self) -> &'static str {
        "http"
    }

    /// Ends what can end, and waits for calls, for as long as the grace period lasts.
    async fn drain(&self) {
        self.stopping.store(true, Ordering::Release);
        self.stop.notify_waiters();
        self.site.end_streams();
        let all_gone = async {
            self.site.calls_done().await;
            let _ = self.places.acquire_many(self.most).await;
        };
        if tokio::time::timeout(self.site.app.options.http.grace, all_gone).await.is_err() {
            tracing::warn!("some calls did not end in the grace period");
        }
    }

    /// Serves one connection.
    fn connect(self: &Arc<Self>, socket: TcpStream, peer: IpAddr, place: OwnedSemaphorePermit) {
        // Answers are written whole, so waiting for more to send only delays them.
        let _ = socket.set_nodelay(true);
        // A client that vanished says nothing; without this its streams stay as long as the kernel tries to reach it.
        #[cfg(target_os = "linux")]
        {
            let patience = self.site.options().http.write_timeout.as_millis();
            let patience = u32::try_from(patience).unwrap_or(u32::MAX).max(1);
            let _ = rustix::net::sockopt::set_tcp_user_timeout(&socket, patience);
        }
        let link = Arc::new(Link::new(peer));
        let watched = Watched::new(socket, Arc::clone(&link));
        #[cfg(feature = "tls")]
        if let Some(tls) = &self.tls {
            let (acceptor, host) = (tls.acceptor(), Arc::clone(self));
            tokio::spawn(async move {
                let patience = host.site.app.options.http.head_timeout;
                match tokio::time::timeout(patience, acceptor.accept(watched)).await {
                    Ok(Ok(stream)) => host.run(Early::new(stream), link, place).await,
                    Ok(Err(error)) => tracing::debug!(peer = %link.peer, "no TLS: {error}"),
                    Err(_) => tracing::debug!(peer = %link.peer, "the TLS handshake takes too long"),
                }
            });
            return;
        }
        self.spawn(Early::new(watched), link, place);
    }

    /// Answers the requests of a connection.
    pub(crate) fn spawn<I>(self: &Arc<Self>, io: Early<I>, link: Arc<Link>, place: OwnedSemaphorePermit)
    where
        I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        tokio::spawn(self.run(io, link, place));
    }

    fn run<I>(
        self: &Arc<Self>,
        io: Early<I>,
        link: Arc<Link>,
        place: OwnedSemaphorePermit,
    ) -> impl Future<Output = ()> + use<I>
    where
        I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let conn = wire::connection(Arc::clone(&self.site), Arc::clone(&link), io);
        Connection::new(conn, link, self, place)
    }
}

/// Listens there; in a runtime.
#[cfg(all(feature = "dev", unix))]
pub(crate) fn listeners(address: &Address) -> Result<Vec<TcpListener>, Error> {
    bind(address).map_err(|error| no_listener(address, error))
}

/// Listens on each of the IP addresses, all on one port.
fn bind(address: &Address) -> io::Result<Vec<TcpListener>> {
    let mut tries = 0;
    loop {
        match bind_once(address) {
            // The port that one address gave is taken on the other.
            Err(error) if address.port == 0 && error.kind() == io::ErrorKind::AddrInUse && tries < TRIES => {
                tries += 1;
            }
            bound => return bound,
        }
    }
}

fn bind_once(address: &Address) -> io::Result<Vec<TcpListener>> {
    let mut listeners: Vec<TcpListener> = Vec::new();
    let mut port = address.port;
    for ip in &address.ips {
        let bound = listen(SocketAddr::new(*ip, port));
        match bound {
            Ok(listener) => {
                port = listener.local_addr()?.port();
                listeners.push(listener);
            }
            // Not every machine has IPv6.
            Err(error)
                if !listeners.is_empty()
                    && matches!(
                        error.kind(),
                        io::ErrorKind::AddrNotAvailable | io::ErrorKind::Unsupported
                    ) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(listeners)
}

fn listen(at: SocketAddr) -> io::Result<TcpListener> {
    let socket = if at.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // A server that starts again must not wait for the connections of the last one to be forgotten.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(at)?;
    socket.listen(BACKLOG)
}

async fn accept(host: Arc<Host>, listener: TcpListener) {
    loop {
        match listener.accept().await {
            Ok((socket, peer)) => {
                let Ok(place) = Arc::clone(&host.places).acquire_owned().await else { return };
                host.connect(socket, peer.ip().to_canonical(), place);
            }
            Err(error) if is_the_clients(&error) => {}
            Err(error) => {
                tracing::warn!("no connection can be accepted: {error}");
                tokio::time::sleep(BACK_OFF).await;
            }
        }
    }
}

/// The client left before it was accepted.
fn is_the_clients(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionReset | ConnectionRefused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_to_do_about_a_port() {
        for (address, kind, expected) in [
            (
                ":3000",
                io::ErrorKind::AddrInUse,
                "cannot listen on localhost:3000: another program has this port: stop it, or choose another port",
            ),
            (
                "0.0.0.0:80",
                io::ErrorKind::PermissionDenied,
                "cannot listen on 0.0.0.0:80: ports below 1024 need a privilege: choose one from 1024 on, or give the \
                 program CAP_NET_BIND_SERVICE",
            ),
            (
                ":8080",
                io::ErrorKind::PermissionDenied,
                "cannot listen on localhost:8080: the system does not permit this port: choose another",
            ),
            (
                "192.0.2.1:80",
                io::ErrorKind::AddrNotAvailable,
                "cannot listen on 192.0.2.1:80: this machine has no such address: write one that it has, or 0.0.0.0 for \
                 all",
            ),
        ] {
            let error = no_listener(&Address::parse(address).expect("an address"), kind.into());
            assert!(error.is_usage());
            assert_eq!(error.to_string(), expected);
        }
        let other =
            no_listener(&Address::parse(":1").expect("an address"), io::ErrorKind::OutOfMemory.into());
        assert!(!other.is_usage());
    }
}
