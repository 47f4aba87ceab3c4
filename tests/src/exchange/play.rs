//! Plays an exchange.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::expect::{self, Variables, is_message};
use super::parse::{Body, Pattern, Scope, Script, Step, UNNAMED};
use super::request::Known;
use super::{Answer, Http, Request, words};
use crate::http::sse::{Event, Events, Next};
use crate::http::{Head, PATIENCE, Piece};
use crate::validate::{Conversation, Side};

/// So long silence is listened to.
const SILENCE: Duration = Duration::from_millis(200);

/// Plays a script. Panics where the server says something else.
pub fn check(file: &str, script: &Script, http: &mut dyn Http) {
    let mut play = Play {
        http,
        variables: words::variables(),
        revisions: Vec::new(),
        open: Vec::new(),
        talks: Vec::new(),
        count: 0,
    };
    play.all(file, script);
    if let Some(unread) = play.open.iter().find(|open| open.name == UNNAMED) {
        panic!("{file}: nobody reads the answer to {}", unread.request);
    }
}

struct Play<'a> {
    http: &'a mut dyn Http,
    variables: Variables,
    /// What each session negotiated.
    revisions: Vec<(String, String)>,
    open: Vec<Open>,
    /// What was said in each session, so that every message is validated for what it answers.
    talks: Vec<(String, Conversation)>,
    count: usize,
}

/// An answer that is not over.
struct Open {
    name: String,
    request: String,
    answer: Box<dyn Answer>,
    events: Events,
    /// Which of the talks it belongs to.
    talk: String,
    modern: bool,
}

impl Play<'_> {
    fn all(&mut self, file: &str, script: &Script) {
        for (line, step) in &script.steps {
            self.step(&format!("{file}:{line}"), step);
        }
    }

    fn step(&mut self, place: &str, step: &Step) {
        match step {
            Step::Send { name, method, target, scope, headers, body } => {
                let known = Known { variables: &self.variables, revisions: &self.revisions, place };
                let request = known.request((method, target), scope, headers, body);
                self.send(place, name, &request, *scope == Scope::Modern);
            }
            Step::Initialize { revision, name } => self.initialize(place, revision, name),
            Step::Stream { revision, name } => self.stream(place, revision, name),
            Step::Close { name } => {
                let at = self.at(place, name);
                self.open.remove(at);
            }
            Step::Wait { milliseconds } => std::thread::sleep(Duration::from_millis(*milliseconds)),
            Step::Head { name, status, headers, body } => {
                let mut open = self.take(place, name);
                let head = open.answer.head(PATIENCE).unwrap_or_else(|| panic!("{place}: no answer"));
                expect::head(place, (*status, headers, body), &head, &mut self.variables);
                self.joined(place, &mut open, &head);
                self.body(place, open, &head, body);
            }
            Step::More { name, events } => {
                let mut open = self.take(place, name);
                self.events(place, &mut open, events);
                self.open.push(open);
            }
            Step::Ends { name } => {
                let mut open = self.take(place, name);
                expect_end(place, &mut open);
            }
            Step::Silent { name } => {
                let mut open = self.take(place, name);
                let got = said(&mut open, false, SILENCE);
                assert_eq!(got, Next::Nothing, "{place}: nothing was expected");
                self.open.push(open);
            }
        }
    }

    fn send(&mut self, place: &str, name: &str, request: &Request, modern: bool) {
        assert!(!self.open.iter().any(|open| open.name == name), "{place}: {name:?} is still open");
        self.count += 1;
        let session = request.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("mcp-session-id"));
        let query = request.target.split_once("sessionId=").map(|(_, id)| id.to_owned());
        let talk = match session {
            Some((_, id)) if !modern => id.clone(),
            _ => query.unwrap_or_else(|| format!("request {}", self.count)),
        };
        if let Ok(text) = std::str::from_utf8(&request.body) {
            self.talk(&talk).line(Side::Client, text);
        }
        let answer = self.http.send(request);
        let said = format!("{} {}", request.method, request.target);
        let (name, events) = (name.to_owned(), Events::default());
        self.open.push(Open { name, request: said, answer, events, talk, modern });
    }

    /// `initialize` in its own request, and what follows it.
    fn initialize(&mut self, place: &str, revision: &str, name: &str) {
        let message = crate::http::client::initialize(revision);
        let script = format!(
            "→ POST /mcp\n\n{message}\n← 200\nMcp-Session-Id: ${name}=…\n\n{}\n\
             → POST /mcp in {name}\nMCP-Protocol-Version: {revision}\n\n{}\n← 202\n",
            initialized_with(revision),
            crate::http::client::initialized(),
        );
        self.all(place, &Script::parse(place, &script));
        self.revisions.push((name.to_owned(), revision.to_owned()));
    }

    /// The handshake on a stream of the 2024 transport.
    fn stream(&mut self, place: &str, revision: &str, name: &str) {
        let message = crate::http::client::initialize(revision);
        let script = format!(
            "→ GET /sse as {name}\n← {name} 200\n\nevent: endpoint\ndata: ${name}=/message?sessionId=…\n\n\
             → POST ${name}\n\n{message}\n← 202\n\nAccepted\n← {name}\n\nevent: message\ndata: {}\n\n\
             → POST ${name}\n\n{}\n← 202\n\nAccepted\n",
            initialized_with(revision),
            crate::http::client::initialized(),
        );
        self.all(place, &Script::parse(place, &script));
    }

    /// A session, or a stream, has its name only from its answer on.
    fn joined(&mut self, place: &str, open: &mut Open, head: &Head) {
        let Some(id) = head.get("mcp-session-id") else { return };
        assert!(!open.modern, "{place}: a modern answer has no session: {head:?}");
        assert!(id.bytes().all(|byte| byte.is_ascii_graphic()), "{place}: not visible ASCII: {id}");
        self.rename(open, id);
    }

    fn rename(&mut self, open: &mut Open, to: &str) {
        if let Some((name, _)) = self.talks.iter_mut().find(|(name, _)| *name == open.talk) {
            to.clone_into(name);
        }
        to.clone_into(&mut open.talk);
    }

    fn body(&mut self, place: &str, mut open: Open, head: &Head, body: &Body) {
        let streams = head.get("content-type") == Some("text/event-stream");
        match body {
            Body::Events(events) => {
                self.events(place, &mut open, events);
                if open.name == UNNAMED {
                    expect_end(place, &mut open);
                } else {
                    self.open.push(open);
                }
            }
            Body::Text(pattern) if pattern.is_empty() && streams && open.name != UNNAMED => {
                self.open.push(open);
            }
            Body::Text(pattern) => {
                // A HEAD has the headers of a body, and no body.
                let bytes =
                    if open.request.starts_with("HEAD ") { Vec::new() } else { whole(place, &mut open) };
                let got = String::from_utf8_lossy(&bytes);
                if got.starts_with(['{', '[']) {
                    self.validate(place, &open, &got);
                }
                match pattern.as_str() {
                    "" => assert_eq!(got, "", "{place}: no body was expected"),
                    "…" => {}
                    pattern if is_message(pattern) => expect::json(place, pattern, &got, &self.variables),
                    pattern => expect::text(place, pattern, &got, &mut self.variables),
                }
            }
        }
    }

    fn events(&mut self, place: &str, open: &mut Open, patterns: &[Pattern]) {
        for pattern in patterns {
            let comment = pattern.iter().any(|(name, _)| name.is_empty());
            let event = match said(open, comment, PATIENCE) {
                Next::Event(event) => event,
                other => panic!("{place}: expected {pattern:?}\ngot {other:?}"),
            };
            expect::event(place, pattern, &event, &mut self.variables);
            self.heard(place, open, &event);
        }
    }

    fn heard(&mut self, place: &str, open: &mut Open, event: &Event) {
        let Some(data) = &event.data else { return };
        if event.name.as_deref() == Some("endpoint") {
            let id = data.split_once("sessionId=").map(|(_, id)| id.to_owned());
            self.rename(
                open,
                &id.unwrap_or_else(|| panic!("{place}: an endpoint without a session: {data}")),
            );
        } else if !data.is_empty() {
            self.validate(place, open, data);
        }
    }

    /// Checks a message, or those of a batch, against the schema of its revision.
    fn validate(&mut self, place: &str, open: &Open, text: &str) {
        let message: Value =
            serde_json::from_str(text).unwrap_or_else(|error| panic!("{place}: {error}: {text}"));
        let talk = self.talk(&open.talk);
        let messages = match message {
            Value::Array(messages) => {
                assert_eq!(talk.negotiated(), Some("2025-03-26"), "{place}: a batch: {text}");
                messages
            }
            message => vec![message],
        };
        for mut message in messages {
            // Some clients need the member where no id could be read, and the newer schemas have no null there.
            let newest = talk.negotiated().is_none_or(|revision| revision == "2025-11-25");
            if newest && !open.modern && message["id"].is_null() && message.get("error").is_some() {
                message.as_object_mut().expect("an error is an object").remove("id");
            }
            talk.line(Side::Server, &message.to_string());
        }
    }

    fn talk(&mut self, name: &str) -> &mut Conversation {
        let at = self.talks.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
            self.talks.push((name.to_owned(), Conversation::default()));
            self.talks.len() - 1
        });
        &mut self.talks[at].1
    }

    fn at(&self, place: &str, name: &str) -> usize {
        let at = self.open.iter().position(|open| open.name == name);
        at.unwrap_or_else(|| panic!("{place}: there is no connection {name:?}"))
    }

    fn take(&mut self, place: &str, name: &str) -> Open {
        let at = self.at(place, name);
        self.open.remove(at)
    }
}

fn initialized_with(revision: &str) -> String {
    format!(r#"{{"jsonrpc":"2.0","id":0,"result":{{"protocolVersion":"{revision}","…":"…"}}}}"#)
}

/// What a stream says next; comments only if they are asked for.
fn said(open: &mut Open, comments: bool, patience: Duration) -> Next {
    let until = Instant::now() + patience;
    loop {
        if let Some(event) = open.events.take() {
            if comments || !event.is_comment() {
                return Next::Event(event);
            }
            continue;
        }
        match open.answer.piece(until.saturating_duration_since(Instant::now())) {
            Piece::Bytes(bytes) => open.events.feed(&bytes),
            Piece::End => return Next::End,
            Piece::Cut => return Next::Cut,
            Piece::Nothing => return Next::Nothing,
        }
    }
}

fn expect_end(place: &str, open: &mut Open) {
    let got = said(open, false, PATIENCE);
    assert_eq!((got, open.events.rest()), (Next::End, b"".as_slice()), "{place}: the end was expected");
}

fn whole(place: &str, open: &mut Open) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        match open.answer.piece(PATIENCE) {
            Piece::Bytes(more) => bytes.extend(more),
            Piece::End => return bytes,
            other => panic!("{place}: {other:?} after {}", String::from_utf8_lossy(&bytes)),
        }
    }
}
