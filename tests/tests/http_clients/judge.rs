//! Looks at all that clients and a server said to each other, session by session.

use std::collections::{HashMap, HashSet};

use mcp_tests::proxy::{Entry, Headers, What};
use mcp_tests::validate::{Conversation, Side};
use serde_json::Value;

/// What the server says to a request that does not declare what it takes.
const NOT_DECLARED: i64 = -32021;
const CLAIM: &str = "/params/_meta/io.modelcontextprotocol~1protocolVersion";

/// A request, and the head of what answered it.
#[derive(Default)]
struct Exchange {
    method: String,
    path: String,
    asked: Headers,
    body: Value,
    status: u16,
    answered: Headers,
    /// The session, or a name of its own for what belongs to none.
    session: String,
    /// A request of 2026, which has no session.
    modern: bool,
}

impl Exchange {
    /// Whether this is a stream of 2024, or a message to one.
    fn early(&self) -> bool {
        self.path.starts_with("/message") || self.session.starts_with("stream ")
    }

    fn streams(&self) -> bool {
        self.answered.get("content-type").is_some_and(|kind| kind.starts_with("text/event-stream"))
    }
}

/// What is known of one session.
#[derive(Default)]
struct Session {
    conversation: Conversation,
    /// The ids of the requests that have their answer.
    answered: HashSet<String>,
    /// The tokens under which progress may come.
    tokens: HashSet<String>,
    events: HashSet<String>,
    /// The server may say that it does not know it.
    gone: bool,
}

/// Every message of the server fits its schema, each request has one answer, no status says that something went wrong
/// without need, and `initialize` settles on this.
pub(crate) fn judge(log: &[Entry], negotiated: Option<&str>) {
    let exchanges = exchanges(log);
    let mut sessions: HashMap<&str, Session> = HashMap::new();
    let mut settled = HashSet::new();
    for Entry { exchange, what } in log {
        if let What::Note(_) = what {
            sessions.values_mut().for_each(|session| session.gone = true);
            continue;
        }
        let exchange = &exchanges[exchange];
        let session = sessions.entry(&exchange.session).or_default();
        match what {
            What::Request { body, .. } if !body.is_empty() => session.asked(body, &exchange.body),
            What::Response { .. } => session.head(exchange),
            What::Body(body) => session.body(exchange, body),
            What::Event { name, id, data } => session.event(exchange, name, id.as_deref(), data),
            What::End => session.gone |= exchange.early(),
            What::Request { .. } | What::Note(_) => {}
        }
        settled.extend(session.conversation.negotiated().map(str::to_owned));
    }
    assert!(!exchanges.is_empty(), "nobody said anything");
    assert_eq!(settled, negotiated.map(str::to_owned).into_iter().collect());
}

fn exchanges(log: &[Entry]) -> HashMap<usize, Exchange> {
    let mut found: HashMap<usize, Exchange> = HashMap::new();
    for Entry { exchange: number, what } in log {
        let exchange = found.entry(*number).or_default();
        match what {
            What::Request { method, path, headers, body } => {
                exchange.method.clone_from(method);
                exchange.path.clone_from(path);
                exchange.asked = headers.clone();
                exchange.body = serde_json::from_str(body).unwrap_or_default();
                exchange.modern = exchange.body.pointer(CLAIM).is_some();
                let early = path.split_once("sessionId=").map(|(_, id)| format!("stream {id}"));
                let later = headers.get("mcp-session-id").filter(|_| !exchange.modern).map(str::to_owned);
                exchange.session = early.or(later).unwrap_or_else(|| format!("exchange {number}"));
            }
            What::Response { status, headers } => {
                exchange.status = *status;
                exchange.answered = headers.clone();
                if let Some(id) = headers.get("mcp-session-id") {
                    assert!(!exchange.modern, "a session for a request that has none");
                    id.clone_into(&mut exchange.session);
                }
            }
            What::Event { name, data, .. } if name == "endpoint" => {
                let (path, id) = data.split_once("sessionId=").expect("an endpoint has a key");
                assert!(path.starts_with('/'), "the endpoint is no path: {data}");
                exchange.session = format!("stream {id}");
            }
            _ => {}
        }
    }
    found
}

impl Session {
    fn asked(&mut self, line: &str, message: &Value) {
        self.conversation.line(Side::Client, line);
        if let Some(token) = message.pointer("/params/_meta/progressToken") {
            self.tokens.insert(token.to_string());
        }
    }

    fn head(&mut self, exchange: &Exchange) {
        let Exchange { method, path, status, asked, answered, .. } = exchange;
        let finished = *status == 405 && method == "GET" && asked.get("last-event-id").is_some();
        let unknown = *status == 404 && (self.gone || path.contains("/.well-known/"));
        // Agents look for a stream before they have a session.
        let sooner = *status == 400 && method == "GET" && asked.get("mcp-session-id").is_none();
        // What it is refused for, its body says.
        let undeclared = *status == 400 && exchange.modern;
        let well = *status < 400 || finished || unknown || sooner || undeclared;
        assert!(well, "{method} {path} is answered with {status}");
        if method == "DELETE" {
            self.gone = true;
        }
        if exchange.streams() {
            assert!(answered.get("cache-control").is_some_and(|value| value.contains("no-cache")));
            assert_eq!(answered.get("x-accel-buffering"), Some("no"));
        }
    }

    fn body(&mut self, exchange: &Exchange, body: &str) {
        if exchange.status == 202 {
            assert!(exchange.early() || body.is_empty(), "202 with {body}");
        } else if exchange.status >= 400 {
            let error: Value = serde_json::from_str(body).unwrap_or_default();
            assert!(error["error"]["code"].is_i64() && error["error"]["message"].is_string(), "{body}");
            assert!(!exchange.modern || error["error"]["code"] == NOT_DECLARED, "{body}");
        } else if exchange.method == "POST" {
            self.said(body);
        }
    }

    fn event(&mut self, exchange: &Exchange, name: &str, id: Option<&str>, data: &str) {
        if name == "endpoint" {
            return;
        }
        assert!(name.is_empty() || name == "message", "an event of another kind: {name}");
        if let Some(id) = id {
            assert!(!exchange.modern && !exchange.early(), "an event id where there are none: {id}");
            let stream = |id: &str| id.rsplit_once('-').map(|(stream, _)| stream.to_owned());
            let resumed = exchange.asked.get("last-event-id");
            assert!(resumed.is_none_or(|last| stream(last) == stream(id)), "{id} after {resumed:?}");
            // The session's own stream, opened once more, begins with the place where it is.
            let opened = exchange.method == "GET" && data.is_empty();
            assert!(self.events.insert(id.to_owned()) || resumed.is_some() || opened, "{id} twice");
        }
        if data.is_empty() {
            // Older clients take an empty event for a message that is broken.
            let revision = self.conversation.negotiated().unwrap_or_default();
            assert!(id.is_some() && revision >= "2025-11-25", "an empty event for {revision}");
            return;
        }
        self.said(data);
    }

    fn said(&mut self, line: &str) {
        self.conversation.line(Side::Server, line);
        let message: Value = serde_json::from_str(line).unwrap_or_default();
        if let Some(token) = message.pointer("/params/progressToken") {
            assert!(self.tokens.contains(&token.to_string()), "progress that nobody here asked for: {line}");
        }
        // What the server asks has ids of its own, which the conversation looks at.
        if let Some(id) = message.get("id").filter(|_| message.get("method").is_none()) {
            assert!(self.answered.insert(id.to_string()), "answered twice: {line}");
        }
    }
}
