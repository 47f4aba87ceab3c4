//! Stands between HTTP clients and a server, passes each byte on as it comes, and keeps what they say.
//!
//! One connection of a client is one to the server, so either side hears at once that the other hung up, and nothing is
//! made better on the way. A second port is for what a driver asks of who stands in between: `/cut?stream=GET` ends the
//! open streams that a GET began, `/cut?after=2` ends the next stream that a POST begins after so many messages,
//! `/asked?TEXT` waits until the server was given a request that holds the text, and all else is given to the test.

mod wire;

use std::collections::HashMap;
use std::io::{BufReader, Error, ErrorKind, Result, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

pub use wire::Headers;
use wire::{Events, Head, chunk};

/// How long something may take that happens at once on an idle machine.
const PATIENCE: Duration = Duration::from_secs(10);

/// What was said, in the order in which it was.
#[derive(Debug, Clone)]
pub struct Entry {
    /// A number for each request and what answers it.
    pub exchange: usize,
    /// What it was.
    pub what: What,
}

/// One thing that was said.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the names say it")]
pub enum What {
    Request {
        method: String,
        path: String,
        headers: Headers,
        body: String,
    },
    Response {
        status: u16,
        headers: Headers,
    },
    /// All of a response that is no stream.
    Body(String),
    /// One event of a stream.
    Event {
        name: String,
        id: Option<String>,
        data: String,
    },
    /// A stream ended, in whatever way.
    End,
    /// Something that the test wants to find again between the others.
    Note(&'static str),
}

/// Both ends of what is passed on.
#[derive(Debug)]
struct Pair {
    client: TcpStream,
    server: TcpStream,
    /// The request, and its method, while the answer streams.
    streams: Option<(usize, String)>,
}

impl Pair {
    fn end(&self) {
        let _ = self.client.shutdown(Shutdown::Both);
        let _ = self.server.shutdown(Shutdown::Both);
    }
}

/// What the test does when it is asked for a path of its own.
type Control = Box<dyn Fn(&Proxy, &str) + Send + Sync>;

struct Shared {
    address: SocketAddr,
    control: SocketAddr,
    server: SocketAddr,
    test: Control,
    log: Mutex<Vec<Entry>>,
    pairs: Mutex<HashMap<usize, Pair>>,
    /// After how many messages the next stream of a POST is cut.
    cut: Mutex<Option<usize>>,
    numbers: Mutex<usize>,
}

/// A running proxy. It runs until the process ends.
#[derive(Clone)]
pub struct Proxy(Arc<Shared>);

impl std::fmt::Debug for Proxy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Proxy").field(&self.0.address).finish()
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Proxy {
    /// Listens in front of a server. What a driver asks for at `/NAME` comes to `test` as `NAME`.
    pub fn start(server: SocketAddr, test: impl Fn(&Self, &str) + Send + Sync + 'static) -> Self {
        let listen = || TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let (clients, control) = (listen(), listen());
        let address = |listener: &TcpListener| listener.local_addr().expect("it is bound");
        let proxy = Self(Arc::new(Shared {
            address: address(&clients),
            control: address(&control),
            server,
            test: Box::new(test),
            log: Mutex::default(),
            pairs: Mutex::default(),
            cut: Mutex::default(),
            numbers: Mutex::default(),
        }));
        proxy.accept(clients, |proxy, client| {
            let number = proxy.number();
            let _ = proxy.requests(number, client);
            proxy.end(number);
        });
        proxy.accept(control, |proxy, client| _ = proxy.control(client));
        proxy
    }

    fn accept(&self, listener: TcpListener, serve: fn(&Self, TcpStream)) {
        let proxy = self.clone();
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let proxy = proxy.clone();
                thread::spawn(move || serve(&proxy, client));
            }
        });
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.0.address
    }

    /// Where it is asked to do something.
    pub fn control_address(&self) -> SocketAddr {
        self.0.control
    }

    /// All that was said so far.
    pub fn log(&self) -> Vec<Entry> {
        locked(&self.0.log).clone()
    }

    /// Puts a mark between what is said before and after.
    pub fn note(&self, text: &'static str) {
        self.keep(usize::MAX, What::Note(text));
    }

    /// Waits until no connection to the server is open, as when the server ended.
    pub fn idle(&self) {
        Self::until("the connections ended", || locked(&self.0.pairs).is_empty());
    }

    /// Ends the open streams that requests of this method began; waits for one.
    pub fn cut_streams(&self, method: &str) {
        Self::until("a stream to cut", || {
            let mut found = false;
            for pair in locked(&self.0.pairs).values() {
                if let Some((exchange, _)) = pair.streams.as_ref().filter(|(_, found)| found == method) {
                    self.keep(*exchange, What::End);
                    pair.end();
                    found = true;
                }
            }
            found
        });
    }

    /// Ends the next stream that a POST begins after so many messages.
    pub fn cut_after(&self, messages: usize) {
        *locked(&self.0.cut) = Some(messages);
    }

    /// Whether the server was given a request that holds this text.
    pub fn asked(&self, text: &str) -> bool {
        let asked = |what: &What| matches!(what, What::Request { body, .. } if body.contains(text));
        locked(&self.0.log).iter().any(|entry| asked(&entry.what))
    }

    /// Whether a stream is still to be cut.
    pub fn wants_to_cut(&self) -> bool {
        locked(&self.0.cut).is_some()
    }

    fn until(what: &str, test: impl Fn() -> bool) {
        let end = Instant::now() + PATIENCE;
        while !test() {
            assert!(Instant::now() < end, "{what}: waited in vain");
            thread::sleep(Duration::from_millis(5));
        }
    }

    fn number(&self) -> usize {
        let mut numbers = locked(&self.0.numbers);
        *numbers += 1;
        *numbers
    }

    fn keep(&self, exchange: usize, what: What) {
        locked(&self.0.log).push(Entry { exchange, what });
    }

    fn end(&self, number: usize) {
        if let Some(pair) = locked(&self.0.pairs).remove(&number) {
            pair.end();
        }
    }

    /// What a client says on one connection, until it hangs up.
    fn requests(&self, number: usize, client: TcpStream) -> Result<()> {
        client.set_nodelay(true)?;
        let mut from = BufReader::new(client.try_clone()?);
        let mut to: Option<(TcpStream, Sender<(usize, String)>)> = None;
        loop {
            let mut head = Head::read(&mut from)?;
            let body = head.body(&mut from, true)?;
            let (method, path) = head.request();
            if to.is_none() {
                to = Some(self.connect(number, &client)?);
            }
            let (server, exchanges) = to.as_mut().ok_or(ErrorKind::NotConnected)?;
            let exchange = self.number();
            let body = String::from_utf8_lossy(&body).into_owned();
            self.keep(exchange, What::Request { method: method.clone(), path, headers: head.headers, body });
            exchanges.send((exchange, method)).map_err(|_| ErrorKind::NotConnected)?;
            server.write_all(&head.raw)?;
        }
    }

    fn control(&self, mut client: TcpStream) -> Result<()> {
        let (_, path) = Head::read(&mut BufReader::new(client.try_clone()?))?.request();
        if let Some(method) = path.strip_prefix("/cut?stream=") {
            self.cut_streams(method);
        } else if let Some(after) = path.strip_prefix("/cut?after=") {
            self.cut_after(after.parse().expect("a number"));
        } else if let Some(text) = path.strip_prefix("/asked?") {
            Self::until("the request", || self.asked(text));
        } else {
            (self.0.test)(self, path.trim_start_matches('/'));
        }
        client.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
    }

    fn connect(&self, number: usize, client: &TcpStream) -> Result<(TcpStream, Sender<(usize, String)>)> {
        let server = TcpStream::connect(self.0.server)?;
        server.set_nodelay(true)?;
        let (from, to) = (server.try_clone()?, client.try_clone()?);
        let pair = Pair { client: client.try_clone()?, server: server.try_clone()?, streams: None };
        locked(&self.0.pairs).insert(number, pair);
        let (sender, exchanges) = channel();
        let proxy = self.clone();
        thread::spawn(move || {
            let _ = proxy.answers(number, BufReader::new(from), to, &exchanges);
            proxy.end(number);
        });
        Ok((server, sender))
    }

    /// What the server says on one connection, until it hangs up.
    fn answers(
        &self,
        number: usize,
        mut from: BufReader<TcpStream>,
        mut to: TcpStream,
        exchanges: &Receiver<(usize, String)>,
    ) -> Result<()> {
        loop {
            let mut head = Head::read(&mut from)?;
            let (exchange, method) = exchanges.try_recv().map_err(|_| ErrorKind::InvalidData)?;
            let status = head.status();
            self.keep(exchange, What::Response { status, headers: head.headers.clone() });
            if head.headers.get("content-type").is_some_and(|kind| kind.starts_with("text/event-stream")) {
                if let Some(pair) = locked(&self.0.pairs).get_mut(&number) {
                    pair.streams = Some((exchange, method.clone()));
                }
                to.write_all(&head.raw)?;
                let end = self.stream(exchange, &method, &mut from, &mut to);
                self.keep(exchange, What::End);
                end?;
                if let Some(pair) = locked(&self.0.pairs).get_mut(&number) {
                    pair.streams = None;
                }
            } else {
                let bodiless = method == "HEAD" || status == 204 || status == 304;
                let body = if bodiless { Vec::new() } else { head.body(&mut from, false)? };
                self.keep(exchange, What::Body(String::from_utf8_lossy(&body).into_owned()));
                to.write_all(&head.raw)?;
            }
        }
    }

    /// Passes a chunked event stream on, chunk by chunk.
    fn stream(
        &self,
        exchange: usize,
        method: &str,
        from: &mut BufReader<TcpStream>,
        to: &mut TcpStream,
    ) -> Result<()> {
        let mut left = if method == "POST" { locked(&self.0.cut).take() } else { None };
        let mut events = Events::default();
        loop {
            let (raw, payload) = chunk(from)?;
            for (at, byte) in payload.iter().enumerate() {
                let Some(event) = events.take(*byte) else { continue };
                let message = matches!(&event, What::Event { data, .. } if !data.is_empty());
                self.keep(exchange, event);
                if let Some(left) = left.as_mut().filter(|_| message) {
                    *left -= 1;
                    if *left == 0 {
                        write!(to, "{:x}\r\n", at + 1)?;
                        to.write_all(&payload[..=at])?;
                        return Err(Error::other("cut as asked"));
                    }
                }
            }
            to.write_all(&raw)?;
            if payload.is_empty() {
                return Ok(());
            }
        }
    }
}
