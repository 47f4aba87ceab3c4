//! The transports over HTTP as the other end of a transcript: what a line-by-line conversation is on each.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use serde_json::Value;

use crate::http::client::Client;
use crate::http::served::Served;
use crate::http::sse::{Events, Next, Stream};
use crate::http::{Connection, PATIENCE, Piece, request};
use crate::transcript::Wire;

/// So long a request may be without an answer before the next line of the transcript is sent: long enough that the server
/// has begun with it.
const BEGUN: Duration = Duration::from_millis(300);

/// HTTP+SSE (2024-11-05): one stream for all that the server says.
#[derive(Debug)]
pub struct Sse {
    client: Client,
    target: String,
    messages: Receiver<String>,
}

impl Sse {
    /// Opens a stream.
    pub fn open(served: &Served) -> Self {
        let mut stream = Stream::open(served.connect(), &request("GET", "/sse", &[], b""));
        let target = stream.event().data.expect("a place to send messages to");
        let (sender, messages) = channel();
        std::thread::spawn(move || pass_on(stream, &sender));
        Self { client: served.client(), target, messages }
    }
}

impl Wire for Sse {
    fn send(&mut self, line: &str) {
        let response =
            self.client.send(&request("POST", &self.target, &[("Accept", "*/*")], line.as_bytes()));
        assert_eq!(response.status(), 202, "{line}: {}", response.text());
    }

    fn receive(&mut self, patience: Duration) -> Option<String> {
        self.messages.recv_timeout(patience).ok()
    }
}

/// Streamable HTTP with a session (2025-03-26 to 2025-11-25): a response for each request, and a stream for the rest.
#[derive(Debug)]
pub struct Streamable {
    client: Client,
    session: Option<(String, String)>,
    sender: Sender<String>,
    messages: Receiver<String>,
}

impl Streamable {
    /// A client that has said nothing yet.
    pub fn new(served: &Served) -> Self {
        let (sender, messages) = channel();
        Self { client: served.client(), session: None, sender, messages }
    }

    fn headers(&self) -> Vec<(&str, &str)> {
        let session = self.session.as_ref();
        session
            .map(|(id, revision)| vec![("Mcp-Session-Id", &**id), ("MCP-Protocol-Version", &**revision)])
            .unwrap_or_default()
    }

    fn initialize(&mut self, line: &str) {
        let response = self.client.send(&request("POST", "/mcp", &self.headers(), line.as_bytes()));
        if let Some(id) = response.head.get("mcp-session-id") {
            let revision = response.json()["result"]["protocolVersion"].as_str().map(str::to_owned);
            self.session = Some((id.to_owned(), revision.expect("a revision")));
        }
        let _ = self.sender.send(response.text());
    }

    /// Opens the stream for what belongs to no response.
    fn listen(&self) {
        let get = request("GET", "/mcp", &self.headers(), b"");
        let stream = Stream::open(Connection::open(self.client.addr), &get);
        assert_eq!(stream.head.status, 200);
        let sender = self.sender.clone();
        std::thread::spawn(move || pass_on(stream, &sender));
    }
}

impl Wire for Streamable {
    fn send(&mut self, line: &str) {
        let message: Value = serde_json::from_str(line).unwrap_or_default();
        if message["method"] == "initialize" && self.session.is_none() {
            return self.initialize(line);
        }
        let mut connection = Connection::open(self.client.addr);
        connection.send(request("POST", "/mcp", &self.headers(), line.as_bytes()));
        let (begun, has_begun) = channel();
        let sender = self.sender.clone();
        let reading = std::thread::spawn(move || {
            read_answer(&mut connection, &sender, &begun);
        });
        if message["method"].is_string() && message.get("id").is_none() {
            reading.join().expect("a notification is taken");
        } else {
            let _ = has_begun.recv_timeout(BEGUN);
        }
        if message["method"] == "notifications/initialized" {
            self.listen();
        }
    }

    fn receive(&mut self, patience: Duration) -> Option<String> {
        self.messages.recv_timeout(patience).ok()
    }
}

/// Requests that stand for themselves (2026-07-28): their headers repeat what the body says.
#[derive(Debug)]
pub struct Modern {
    client: Client,
    sender: Sender<String>,
    messages: Receiver<String>,
}

impl Modern {
    /// A client that has said nothing yet.
    pub fn new(served: &Served) -> Self {
        let (sender, messages) = channel();
        Self { client: served.client(), sender, messages }
    }
}

impl Wire for Modern {
    fn send(&mut self, line: &str) {
        let message: Value = serde_json::from_str(line).unwrap_or_default();
        let params = &message["params"];
        let claim = "io.modelcontextprotocol/protocolVersion";
        let name = params.get("uri").unwrap_or(&params["name"]).as_str().map(wrapped);
        let texts = [
            ("Mcp-Method", message["method"].as_str()),
            ("MCP-Protocol-Version", params["_meta"][claim].as_str()),
            ("Mcp-Name", name.as_deref()),
        ];
        let headers: Vec<(&str, &str)> =
            texts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        let mut connection = Connection::open(self.client.addr);
        connection.send(request("POST", "/mcp", &headers, line.as_bytes()));
        let (begun, has_begun) = channel();
        let sender = self.sender.clone();
        std::thread::spawn(move || read_answer(&mut connection, &sender, &begun));
        let _ = has_begun.recv_timeout(BEGUN);
    }

    fn receive(&mut self, patience: Duration) -> Option<String> {
        self.messages.recv_timeout(patience).ok()
    }
}

/// A text as a header carries it: what is not ASCII is wrapped (M-HDR-05).
fn wrapped(text: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    if text.is_ascii() {
        return text.to_owned();
    }
    let quads = text.as_bytes().chunks(3).flat_map(|chunk| {
        let bits = (0..3).fold(0, |bits, at| bits << 8 | u32::from(chunk.get(at).copied().unwrap_or(0)));
        (0..4).map(move |at| {
            if at > chunk.len() { '=' } else { char::from(DIGITS[(bits >> (18 - 6 * at) & 63) as usize]) }
        })
    });
    format!("=?base64?{}?=", quads.collect::<String>())
}

/// Reads one response, of whichever kind, and passes on its messages.
fn read_answer(connection: &mut Connection, sender: &Sender<String>, begun: &Sender<()>) {
    let Some(head) = connection.head(PATIENCE) else { return };
    let events = head.get("content-type") == Some("text/event-stream");
    let (mut body, mut stream) = (Vec::new(), Events::default());
    loop {
        let piece = connection.piece(PATIENCE);
        let Piece::Bytes(bytes) = piece else { break };
        if events {
            stream.feed(&bytes);
            while let Some(event) = stream.take() {
                pass(event.data, sender);
            }
        } else {
            body.extend(bytes);
        }
    }
    pass(Some(String::from_utf8_lossy(&body).into_owned()), sender);
    let _ = begun.send(());
}

fn pass_on(mut stream: Stream, sender: &Sender<String>) {
    while let Next::Event(event) = stream.next(PATIENCE) {
        pass(event.data, sender);
    }
}

/// An event without data only primes the stream.
fn pass(data: Option<String>, sender: &Sender<String>) {
    if let Some(data) = data.filter(|data| !data.is_empty()) {
        let _ = sender.send(data);
    }
}
