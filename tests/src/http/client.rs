//! Clients of each year, as plain as they can be.

use std::net::SocketAddr;

use serde_json::{Value, json};

use super::sse::Stream;
use super::{Connection, PATIENCE, Response, request};

/// Opens a connection for each request.
#[derive(Debug, Clone, Copy)]
pub struct Client {
    /// Where the server listens.
    pub addr: SocketAddr,
}

/// The claim that a modern request makes.
pub fn claim() -> Value {
    json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
    })
}

/// A call, as a message.
pub fn call(id: impl Into<Value>, tool: &str, arguments: Value) -> Value {
    json!({"jsonrpc": "2.0", "id": id.into(), "method": "tools/call", "params": {"name": tool, "arguments": arguments}})
}

/// A call that asks for progress.
pub fn call_with_progress(id: impl Into<Value>, tool: &str, arguments: Value) -> Value {
    let mut message = call(id, tool, arguments);
    message["params"]["_meta"] = json!({"progressToken": "p"});
    message
}

/// The bytes of a modern call.
pub fn modern(id: impl Into<Value>, tool: &str, arguments: Value) -> Vec<u8> {
    modern_request(call(id, tool, arguments))
}

/// The bytes of a modern request.
pub fn modern_request(mut message: Value) -> Vec<u8> {
    for (key, value) in claim().as_object().expect("a claim") {
        message["params"]["_meta"][key] = value.clone();
    }
    let method = message["method"].as_str().unwrap_or("").to_owned();
    let name = message["params"]["name"].as_str().unwrap_or("").to_owned();
    let headers = [
        ("MCP-Protocol-Version", "2026-07-28"),
        ("Mcp-Method", method.as_str()),
        ("Mcp-Name", name.as_str()),
    ];
    request("POST", "/mcp", &headers, message.to_string().as_bytes())
}

/// `initialize`.
pub fn initialize(revision: &str) -> Value {
    initialize_with(revision, &json!({}))
}

/// `initialize` of a client that can do something.
pub fn initialize_with(revision: &str, capabilities: &Value) -> Value {
    json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {"protocolVersion": revision,
        "capabilities": capabilities, "clientInfo": {"name": "test", "version": "0"}}})
}

/// `notifications/initialized`.
pub fn initialized() -> Value {
    json!({"jsonrpc": "2.0", "method": "notifications/initialized"})
}

/// The text of an answer to a call.
pub fn text(message: &Value) -> &str {
    message["result"]["content"][0]["text"].as_str().unwrap_or_else(|| panic!("no text: {message}"))
}

/// The message of an answer that is JSON, or a stream with just this answer.
pub fn message(response: &Response) -> Value {
    if response.head.get("content-type") != Some("text/event-stream") {
        return response.json();
    }
    let mut events = super::sse::Events::default();
    events.feed(&response.body);
    let mut last = Value::Null;
    while let Some(event) = events.take() {
        if event.data.as_deref().is_some_and(|data| !data.is_empty()) {
            last = event.json();
        }
    }
    last
}

impl Client {
    /// Sends bytes on a connection of their own and reads the answer. Panics when none comes.
    pub fn send(&self, bytes: &[u8]) -> Response {
        let mut connection = Connection::open(self.addr);
        connection.send(bytes);
        connection.response(PATIENCE).expect("an answer")
    }

    /// A POST.
    pub fn post(&self, target: &str, headers: &[(&str, &str)], message: &Value) -> Response {
        self.send(&request("POST", target, headers, message.to_string().as_bytes()))
    }

    /// A modern call that must go through.
    pub fn call_modern_add(&self) {
        let response = self.send(&modern("alive", "add", json!({"a": 2, "b": 3})));
        assert_eq!((response.status(), text(&message(&response))), (200, "5"), "{}", response.text());
    }

    /// A session of Streamable HTTP.
    pub fn session(&self, revision: &str) -> Session {
        self.session_with(revision, &json!({}))
    }

    /// A session of a client that can do something.
    pub fn session_with(&self, revision: &str, capabilities: &Value) -> Session {
        let response = self.post("/mcp", &[], &initialize_with(revision, capabilities));
        assert_eq!(response.status(), 200, "{}", response.text());
        let id = response.head.get("mcp-session-id").expect("a session id").to_owned();
        let session = Session { client: *self, connection: None, id, revision: revision.to_owned(), sent: 0 };
        let response = self.post("/mcp", &session.headers(), &initialized());
        assert_eq!(response.status(), 202, "{}", response.text());
        session
    }

    /// A stream of HTTP+SSE, after its handshake.
    pub fn stream(&self) -> Streaming {
        let mut stream = Stream::open(Connection::open(self.addr), &request("GET", "/sse", &[], b""));
        assert_eq!(stream.head.status, 200);
        let endpoint = stream.event();
        assert_eq!(endpoint.name.as_deref(), Some("endpoint"));
        let target = endpoint.data.expect("a place to send messages to");
        let mut streaming = Streaming { client: *self, stream, target, sent: 0 };
        streaming.post(&initialize("2024-11-05"));
        streaming.stream.answer(&json!(0));
        streaming.post(&initialized());
        streaming
    }
}

/// A session of Streamable HTTP.
#[derive(Debug)]
pub struct Session {
    /// Opens its connections.
    pub client: Client,
    /// Kept between requests, once there is one.
    pub connection: Option<Connection>,
    /// `Mcp-Session-Id`
    pub id: String,
    /// What was negotiated.
    pub revision: String,
    sent: u64,
}

impl Session {
    /// The same session at another server.
    #[must_use]
    pub fn at(&self, client: Client) -> Self {
        Self {
            client,
            connection: None,
            id: self.id.clone(),
            revision: self.revision.clone(),
            sent: self.sent,
        }
    }

    /// The headers that its requests carry.
    pub fn headers(&self) -> [(&str, &str); 2] {
        [("Mcp-Session-Id", &self.id), ("MCP-Protocol-Version", &self.revision)]
    }

    /// The bytes of a message to the server.
    pub fn bytes(&self, message: &Value) -> Vec<u8> {
        request("POST", "/mcp", &self.headers(), message.to_string().as_bytes())
    }

    /// Sends a message on the session's own connection, which stays open.
    pub fn post(&mut self, message: &Value) -> Response {
        let bytes = self.bytes(message);
        let connection = self.connection.get_or_insert_with(|| Connection::open(self.client.addr));
        assert!(connection.send(bytes), "the server takes the request");
        connection.response(PATIENCE).expect("an answer")
    }

    /// Opens the stream for what belongs to no call.
    pub fn listen(&self) -> Stream {
        let stream = self.get(&[]);
        assert_eq!(stream.head.status, 200);
        stream
    }

    /// A GET with further headers.
    pub fn get(&self, more: &[(&str, &str)]) -> Stream {
        let headers = [&self.headers(), more].concat();
        Stream::open(Connection::open(self.client.addr), &request("GET", "/mcp", &headers, b""))
    }

    /// A call that must go through.
    pub fn call_add(&mut self) {
        self.sent += 1;
        let n = self.sent;
        let response = self.post(&call(n, "add", json!({"a": n, "b": 1})));
        let answer = message(&response);
        assert_eq!((response.status(), &answer["id"]), (200, &json!(n)), "{}", response.text());
        assert_eq!(text(&answer), (n + 1).to_string());
    }

    /// Ends the session.
    pub fn leave(self) {
        let response = self.client.send(&request("DELETE", "/mcp", &self.headers(), b""));
        assert_eq!(response.status(), 200, "{}", response.text());
    }
}

/// A client of the 2024 transport.
#[derive(Debug)]
pub struct Streaming {
    /// Opens its connections.
    pub client: Client,
    /// What the server says.
    pub stream: Stream,
    /// Where messages are sent to.
    pub target: String,
    sent: u64,
}

impl Streaming {
    /// Sends a message, which must be accepted.
    pub fn post(&self, message: &Value) {
        let response = self.client.post(&self.target, &[("Accept", "*/*")], message);
        assert_eq!(response.status(), 202, "{}", response.text());
    }

    /// A call that must go through.
    pub fn call_add(&mut self) {
        self.sent += 1;
        let n = self.sent;
        self.post(&call(n, "add", json!({"a": n, "b": 1})));
        assert_eq!(text(&self.stream.answer(&json!(n))), (n + 1).to_string());
    }
}
