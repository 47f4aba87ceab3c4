//! A small HTTP/1.1 client on a bare socket: a test says what goes over the wire byte by byte, and sees how an answer ends.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

pub mod client;
pub mod served;
pub mod sse;

/// So long an answer may take. Nothing depends on it when all is well.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// The largest head that is taken; it only stops a test that went wrong.
const LARGEST_HEAD: usize = 1 << 20;

/// The status and the headers of an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// The status.
    pub status: u16,
    /// The headers, in the order in which they came.
    pub headers: Vec<(String, String)>,
}

impl Head {
    /// The value of a header, whose name may be written in any case.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.split("\r\n");
        let status = lines.next()?.strip_prefix("HTTP/1.")?.get(2..5)?.parse().ok()?;
        let headers = lines
            .filter(|line| !line.is_empty())
            .map(|line| line.split_once(':').map(|(name, value)| (name.to_owned(), value.trim().to_owned())))
            .collect::<Option<_>>()?;
        Some(Self { status, headers })
    }
}

/// What a connection had to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Some of the body.
    Bytes(Vec<u8>),
    /// The body ended as it should: its length was reached, or its last chunk came.
    End,
    /// The connection was closed before the body was over.
    Cut,
    /// Nothing came in time.
    Nothing,
}

/// An answer that was read to its end.
#[derive(Debug, Clone)]
pub struct Response {
    /// Status and headers.
    pub head: Head,
    /// The whole body.
    pub body: Vec<u8>,
    /// Whether the body ended as it should.
    pub whole: bool,
}

impl Response {
    /// The status.
    pub fn status(&self) -> u16 {
        self.head.status
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON; null when it is none.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// How the end of a body is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Framing {
    Length(u64),
    /// So many bytes of this chunk are left; at zero a chunk line comes next.
    Chunk(u64),
    UntilClosed,
    Over,
}

/// A connection to a server.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    /// Read, and not yet used.
    kept: Vec<u8>,
    framing: Framing,
    closed: bool,
}

impl Connection {
    /// Connects.
    pub fn open(to: SocketAddr) -> Self {
        Self::try_open(to).unwrap_or_else(|error| panic!("cannot connect to {to}: {error}"))
    }

    /// Connects, if the server takes connections.
    pub fn try_open(to: SocketAddr) -> std::io::Result<Self> {
        let stream = TcpStream::connect_timeout(&to, PATIENCE)?;
        stream.set_nodelay(true)?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(Self { stream, kept: Vec::new(), framing: Framing::Over, closed: false })
    }

    /// The socket, for what only a socket can do.
    pub fn socket(&self) -> &TcpStream {
        &self.stream
    }

    /// Sends bytes as they are. A server may close before it has taken all, so this says whether it did.
    pub fn send(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        self.stream.write_all(bytes.as_ref()).is_ok()
    }

    /// Says that nothing more will be sent.
    pub fn half_close(&mut self) {
        let _ = self.stream.shutdown(Shutdown::Write);
    }

    /// Reads the head of the next answer; interim ones (100) too. `None` when none came, or the connection was closed.
    pub fn head(&mut self, patience: Duration) -> Option<Head> {
        let until = Instant::now() + patience;
        let end = loop {
            if let Some(end) = find(&self.kept, b"\r\n\r\n") {
                break end;
            }
            assert!(self.kept.len() < LARGEST_HEAD, "a head that does not end");
            if !self.fill(until) {
                return None;
            }
        };
        let text = String::from_utf8_lossy(&self.kept[..end]).into_owned();
        self.kept.drain(..end + 4);
        let head = Head::parse(&text).unwrap_or_else(|| panic!("this is no HTTP/1.1 answer: {text}"));
        self.framing = framing(&head);
        Some(head)
    }

    /// Waits for the next part of the body.
    pub fn piece(&mut self, patience: Duration) -> Piece {
        let until = Instant::now() + patience;
        loop {
            if self.framing == Framing::Chunk(0) && self.chunk_line() {
                continue;
            }
            match self.framing {
                Framing::Over | Framing::Length(0) => return Piece::End,
                Framing::Chunk(0) => {}
                Framing::Length(left) | Framing::Chunk(left) if !self.kept.is_empty() => {
                    let taken = self.take(usize::try_from(left).unwrap_or(usize::MAX));
                    let left = left - taken.len() as u64;
                    self.framing = match self.framing {
                        Framing::Length(_) => Framing::Length(left),
                        _ => Framing::Chunk(left),
                    };
                    return Piece::Bytes(taken);
                }
                Framing::UntilClosed if !self.kept.is_empty() => return Piece::Bytes(self.take(usize::MAX)),
                _ => {}
            }
            if !self.fill(until) {
                return match (self.closed, self.framing) {
                    (true, Framing::UntilClosed) => Piece::End,
                    (true, _) => Piece::Cut,
                    _ => Piece::Nothing,
                };
            }
        }
    }

    /// Reads the next answer to its end; interim ones are skipped. `None` when none came.
    pub fn response(&mut self, patience: Duration) -> Option<Response> {
        let head = loop {
            let head = self.head(patience)?;
            if head.status >= 200 {
                break head;
            }
        };
        let mut body = Vec::new();
        loop {
            match self.piece(patience) {
                Piece::Bytes(bytes) => body.extend(bytes),
                Piece::End => return Some(Response { head, body, whole: true }),
                Piece::Cut | Piece::Nothing => return Some(Response { head, body, whole: false }),
            }
        }
    }

    /// Whether the server closes the connection in this time; what it still says is thrown away.
    pub fn closes(&mut self, patience: Duration) -> bool {
        let until = Instant::now() + patience;
        while self.fill(until) {
            self.kept.clear();
        }
        self.closed
    }

    /// Whether anything was received that no answer accounts for. Waits so long for it.
    pub fn has_more(&mut self, patience: Duration) -> bool {
        !self.kept.is_empty() || self.fill(Instant::now() + patience)
    }

    /// Reads more. False when there is none: too late, or closed.
    fn fill(&mut self, until: Instant) -> bool {
        let mut bytes = [0; 16 << 10];
        loop {
            let left = until.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
            self.stream.set_read_timeout(Some(left)).expect("a socket takes a timeout");
            match self.stream.read(&mut bytes) {
                Ok(0) => {
                    self.closed = true;
                    return false;
                }
                Ok(count) => {
                    self.kept.extend_from_slice(&bytes[..count]);
                    return true;
                }
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                    if Instant::now() >= until {
                        return false;
                    }
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                // A server that closes while it is still written to resets the connection.
                Err(_) => {
                    self.closed = true;
                    return false;
                }
            }
        }
    }

    fn take(&mut self, most: usize) -> Vec<u8> {
        let count = most.min(self.kept.len());
        self.kept.drain(..count).collect()
    }

    /// Takes the line before a chunk. Says whether it was there.
    fn chunk_line(&mut self) -> bool {
        // The end of the chunk before.
        if self.kept.starts_with(b"\r\n") {
            self.kept.drain(..2);
        }
        let Some(end) = find(&self.kept, b"\r\n").filter(|end| *end > 0) else { return false };
        let line = String::from_utf8_lossy(&self.kept[..end]).into_owned();
        let size = u64::from_str_radix(line.split(';').next().unwrap_or("").trim(), 16)
            .unwrap_or_else(|_| panic!("this is no chunk: {line}"));
        if size > 0 {
            self.kept.drain(..end + 2);
            self.framing = Framing::Chunk(size);
            return true;
        }
        // No trailers: the blank line is all that follows.
        let whole = self.kept.len() >= end + 4;
        if whole {
            self.kept.drain(..end + 4);
            self.framing = Framing::Over;
        }
        whole
    }
}

fn framing(head: &Head) -> Framing {
    if head.status < 200 || head.status == 204 || head.status == 304 {
        return Framing::Over;
    }
    if head.get("transfer-encoding").is_some_and(|value| value.eq_ignore_ascii_case("chunked")) {
        return Framing::Chunk(0);
    }
    match head.get("content-length") {
        Some(length) => Framing::Length(length.parse().expect("a length is a number")),
        None => Framing::UntilClosed,
    }
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

/// The bytes of a request as most clients write it. An empty value leaves a default header out.
pub fn request(method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let length = body.len().to_string();
    let mut all: Vec<(&str, &str)> = vec![("Host", "localhost")];
    if method == "POST" {
        all.push(("Content-Type", "application/json"));
        all.push(("Accept", "application/json, text/event-stream"));
        all.push(("Content-Length", &length));
    } else if method == "GET" {
        all.push(("Accept", "text/event-stream"));
    }
    all.retain(|(name, _)| !headers.iter().any(|(other, _)| other.eq_ignore_ascii_case(name)));
    all.extend(headers.iter().filter(|(_, value)| !value.is_empty()));
    let mut bytes = format!("{method} {target} HTTP/1.1\r\n").into_bytes();
    for (name, value) in all {
        bytes.extend(format!("{name}: {value}\r\n").as_bytes());
    }
    bytes.extend(b"\r\n");
    bytes.extend(body);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    fn served(bytes: &'static [u8]) -> Connection {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let connection = Connection::open(listener.local_addr().expect("an address"));
        let (mut stream, _) = listener.accept().expect("a connection");
        // One byte at a time: the parts of an answer may come as they like.
        for byte in bytes {
            stream.write_all(&[*byte]).expect("the client reads");
        }
        connection
    }

    #[test]
    fn bodies_of_every_kind() {
        let mut connection = served(
            b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabHTTP/1.1 200 OK\r\n\
              transfer-encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\n\r\nHTTP/1.1 204 X\r\n\r\n\
              HTTP/1.1 404 Y\r\nA: b\r\n\r\nrest",
        );
        let first = connection.response(PATIENCE).expect("an answer");
        assert_eq!((first.status(), first.text().as_str()), (200, "ab"));
        let second = connection.response(PATIENCE).expect("an answer");
        assert_eq!((second.text().as_str(), second.whole), ("abcde", true));
        assert_eq!(connection.response(PATIENCE).expect("an answer").body, b"");
        let last = connection.response(PATIENCE).expect("an answer");
        assert_eq!((last.head.get("a"), last.text().as_str(), last.whole), (Some("b"), "rest", true));
    }

    #[test]
    fn a_body_that_is_cut_is_not_whole() {
        let mut connection = served(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
        let cut = connection.response(PATIENCE).expect("an answer");
        assert_eq!((cut.text().as_str(), cut.whole), ("abc", false));
    }
}
