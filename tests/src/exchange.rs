//! HTTP conversations as data: what a client sends, what the server must answer.
//!
//! An exchange is a text file, run over every way to reach the server. Lines that start with `#` mean nothing.
//!
//! ```text
//! with: session_ttl_ms=300 token=secret    at the top: the options of the server, as `options.rs` reads them
//! only: socket                             at the top: what a server in memory does not see
//!
//! → initialize 2025-11-25 as session       the handshake of a session; its id is `$session` from here on
//! → stream 2024-11-05 as old               GET /sse and the handshake on it; `$old` is where messages are posted to
//!
//! → POST /mcp in session                   a request in the session: its id and its revision are in the headers
//! Accept: application/json                 a header instead of the usual one; without a value, the usual one is left out;
//!                                          quotes around a value are taken off
//! + Origin: http://other.example           one more header of this name
//!
//! {"jsonrpc":"2.0","id":1,"method":"ping"}
//! ← 200                                    its status
//! Content-Type: application/json           headers that it must have
//! ! Mcp-Session-Id                         a header that it must not have
//!
//! {"jsonrpc":"2.0","id":1,"result":{}}     the whole body, a pattern of transcripts
//!
//! → POST /mcp 2026-07-28                   a modern request: the headers repeat what its body says
//! → GET /mcp in session as listen          a request whose answer is read later, or on and on
//! ← listen 200                             what it answers; events stand in the place of the body
//!
//! event: message
//! id: $last=…                              a value that matches is `$last` from here on
//! data: {"…":"…"}
//!
//! ← listen                                 what it says next; what is not written is not there, comments may be anywhere
//! ← listen ends                            nothing more comes, and it ends as it should
//! ← listen silent                          nothing more comes for a moment
//! → close listen                           the client goes
//! → wait 400                               for some milliseconds
//! ```
//!
//! A body, or a pattern, may be a word of `words.rs`, such as `$ping` or `@nested 1000`. Without a name a request goes over a
//! connection of its own and its answer is read to the end. An event stream has the headers that every stream must have,
//! and a modern answer has no session, without being told so.

mod expect;
mod options;
mod parse;
mod play;
mod request;
#[cfg(test)]
mod tests;
mod words;

use std::time::Duration;

pub use options::options;
pub use parse::Script;
pub use play::check;

use crate::http::{Connection, Head, Piece, request};

/// A request as a script says it, with all its headers.
#[derive(Debug, Clone)]
pub struct Request {
    /// `POST`
    pub method: String,
    /// `/mcp`
    pub target: String,
    /// In the order in which they are sent. A `Host` that is not given, and the length, are up to the way to the server.
    pub headers: Vec<(String, String)>,
    /// There is no `Host` at all.
    pub no_host: bool,
    /// The body.
    pub body: Vec<u8>,
}

/// A way to reach a server.
pub trait Http {
    /// Sends a request. Its answer may come later; dropping it is the client's going away.
    fn send(&mut self, request: &Request) -> Box<dyn Answer>;
}

/// The answer to a request, as it comes.
pub trait Answer {
    /// Waits for status and headers. `None` when they do not come.
    fn head(&mut self, patience: Duration) -> Option<Head>;
    /// Waits for some of the body.
    fn piece(&mut self, patience: Duration) -> Piece;
}

/// Over a socket, a connection for each request.
#[derive(Debug)]
pub struct Socket(pub std::net::SocketAddr);

impl Http for Socket {
    fn send(&mut self, sent: &Request) -> Box<dyn Answer> {
        let mut connection = Connection::open(self.0);
        let host = self.0.to_string();
        let length = sent.body.len().to_string();
        // Every default is left out: what the script says is all that is sent.
        let mut headers = vec![("Accept", ""), ("Content-Type", ""), ("Content-Length", "")];
        let has = |name: &str| sent.headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
        if has("host") || sent.no_host {
            headers.push(("Host", ""));
        } else {
            headers.push(("Host", &host));
        }
        let mut bytes = request(&sent.method, &sent.target, &headers, b"");
        bytes.truncate(bytes.len() - 2);
        for (name, value) in &sent.headers {
            bytes.extend(format!("{name}: {value}\r\n").as_bytes());
        }
        if !sent.body.is_empty() || sent.method == "POST" {
            bytes.extend(format!("Content-Length: {length}\r\n").as_bytes());
        }
        bytes.extend(b"\r\n");
        bytes.extend(&sent.body);
        connection.send(bytes);
        Box::new(connection)
    }
}

impl Answer for Connection {
    fn head(&mut self, patience: Duration) -> Option<Head> {
        Connection::head(self, patience)
    }

    fn piece(&mut self, patience: Duration) -> Piece {
        Connection::piece(self, patience)
    }
}
