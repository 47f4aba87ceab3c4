//! The player itself: what it lets pass, and what not.

use std::collections::VecDeque;
use std::time::Duration;

use super::{Answer, Http, Request, Script, check};
use crate::http::{Head, Piece};

/// A server that says what it was given, whatever it is asked.
struct Canned(VecDeque<(Head, Vec<u8>, Piece)>);

struct Said {
    head: Option<Head>,
    body: Option<Vec<u8>>,
    end: Piece,
}

impl Http for Canned {
    fn send(&mut self, _: &Request) -> Box<dyn Answer> {
        let (head, body, end) = self.0.pop_front().expect("an answer is prepared");
        Box::new(Said { head: Some(head), body: Some(body), end })
    }
}

impl Answer for Said {
    fn head(&mut self, _: Duration) -> Option<Head> {
        self.head.take()
    }

    fn piece(&mut self, _: Duration) -> Piece {
        self.body.take().map_or(self.end.clone(), Piece::Bytes)
    }
}

const JSON: [(&str, &str); 1] = [("Content-Type", "application/json")];
const EVENTS: [(&str, &str); 3] = [
    ("Content-Type", "text/event-stream"),
    ("Cache-Control", "no-cache, no-transform"),
    ("X-Accel-Buffering", "no"),
];

/// Whether a script is content with an answer.
fn passes(script: &str, status: u16, headers: &[(&str, &str)], body: &str, end: Piece) -> bool {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let answer = (Head { status, headers }, body.as_bytes().to_vec(), end);
    let script = Script::parse("test", script);
    let play = || check("test", &script, &mut Canned([answer].into()));
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(play)).is_ok()
}

#[test]
fn one_message() {
    let script = "→ POST /mcp\n\n$ping\n← 200\n\n$pong\n";
    let pong = r#"{"jsonrpc":"2.0","id":1,"result":{}}"#;
    assert!(passes(script, 200, &JSON, pong, Piece::End));
    assert!(!passes(script, 202, &JSON, pong, Piece::End), "another status");
    assert!(!passes(script, 200, &[], pong, Piece::End), "no type");
    assert!(!passes(script, 200, &JSON, &pong.replace('1', "2"), Piece::End), "another id");
    assert!(!passes(script, 200, &JSON, pong, Piece::Cut), "cut off");
    assert!(!passes(script, 200, &JSON, "", Piece::End), "nothing");
    assert!(!passes("→ POST /mcp\n\n$ping\n← 202\n", 202, &JSON, pong, Piece::End), "a body too many");
    assert!(!passes("→ POST /mcp\n\n$ping\n", 200, &JSON, pong, Piece::End), "nobody reads it");
}

#[test]
fn headers() {
    let script = "→ POST /mcp\n\n$ping\n← 405\nAllow: GET…\n! Mcp-Session-Id\n\n…\n";
    let allow = ("allow", "GET, POST");
    assert!(passes(script, 405, &[allow], "", Piece::End));
    assert!(!passes(script, 405, &[], "", Piece::End), "a header is missing");
    assert!(!passes(script, 405, &[("allow", "POST")], "", Piece::End), "another value");
    assert!(!passes(script, 405, &[allow, ("mcp-session-id", "x")], "", Piece::End), "a header too many");
    let modern = "→ POST /mcp 2026-07-28\n\n$modern\n← 400\n\n…\n";
    assert!(!passes(modern, 400, &[("mcp-session-id", "x")], "", Piece::End), "a session of 2026-07-28");
}

#[test]
fn events() {
    let script = "→ POST /mcp\n\n$ping\n← 200\n\nevent: message\nid: $event=1-…\ndata: $pong\n";
    let event = "event: message\nid: 1-1\ndata: {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n\n";
    assert!(passes(script, 200, &EVENTS, event, Piece::End));
    assert!(
        passes(script, 200, &EVENTS, &format!(": keep-alive\n\n{event}"), Piece::End),
        "a comment is nothing"
    );
    assert!(!passes(script, 200, &EVENTS[..1], event, Piece::End), "headers of a stream are missing");
    assert!(!passes(script, 200, &EVENTS, &event.replace("id: 1-1\n", ""), Piece::End), "no id");
    assert!(!passes(script, 200, &EVENTS, &format!("{event}{event}"), Piece::End), "twice");
    assert!(!passes(script, 200, &EVENTS, event, Piece::Nothing), "it does not end");
    assert!(!passes(script, 200, &EVENTS, event, Piece::Cut), "it is cut");
    assert!(!passes(script, 200, &EVENTS, &event[..event.len() - 1], Piece::End), "half an event");
}

#[test]
fn every_message_is_validated() {
    let script = "→ POST /mcp 2026-07-28\n\n$modern\n← 200\n\n{\"…\":\"…\"}\n";
    let complete = r#"{"jsonrpc":"2.0","id":1,"result":{"content":[],"resultType":"complete"}}"#;
    assert!(passes(script, 200, &JSON, complete, Piece::End));
    let old = complete.replace(r#","resultType":"complete""#, "");
    assert!(!passes(script, 200, &JSON, &old, Piece::End), "no member of an older revision's result");
}
