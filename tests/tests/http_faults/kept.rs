//! What one request can make the server keep: L02, L04, L20.

use std::time::Duration;

use mcp_tests::http::client::{Session, call};
use mcp_tests::http::served::eventually;
use mcp_tests::http::{PATIENCE, request};
use serde_json::{Value, json};

use crate::bystander::{Bystander, start};

/// The memory must come back to what it was and this much. Each test makes the server hold a multiple of it if it holds all.
const ROOM: usize = 48 << 20;

/// Whether the memory is, or comes, near to what it was.
fn comes_back(bystander: &Bystander, before: usize) {
    let back = eventually(|| bystander.served.process.memory() <= before + ROOM);
    assert!(back, "{} bytes, {before} before", bystander.served.process.memory());
}

fn batch_of(count: usize, bytes: usize) -> Value {
    (1..=count).map(|id| call(id, "big", json!({"bytes": bytes}))).collect()
}

#[test]
fn l20_a_batch_of_large_answers_is_answered_whole() {
    let mut bystander = start("");
    let session: Session = bystander.served.client().session("2025-03-26");
    let mut connection = bystander.served.connect();
    connection.send(session.bytes(&batch_of(20, 1_000_000)));
    let response = connection.response(PATIENCE).expect("an answer");
    let mut events = mcp_tests::http::sse::Events::default();
    events.feed(&response.body);
    let mut ids = Vec::new();
    while let Some(event) = events.take() {
        ids.extend(event.json()["id"].as_i64());
    }
    ids.sort_unstable();
    assert_eq!((response.whole, ids), (true, (1..=20).collect()));
    bystander.unhurt();
}

#[test]
fn l04_calls_with_long_ids() {
    let mut bystander = start("");
    let session = bystander.served.client().session("2025-06-18");
    let before = bystander.served.process.memory();
    for n in 0..40 {
        let id = format!("{n}{}", "i".repeat(3_000_000));
        let mut connection = bystander.served.connect();
        connection.send(session.bytes(&call(id, "slow", json!({"ms": 600_000}))));
        // Refused, or taken; a client that left cannot be told.
        connection.head(Duration::from_millis(50));
    }
    comes_back(&bystander, before);
    bystander.unhurt();
}

#[test]
fn l02_large_heads_that_do_not_end() {
    let mut bystander = start("");
    let before = bystander.served.process.memory();
    let head = format!("POST /mcp HTTP/1.1\r\nHost: localhost\r\nX: {}", "x".repeat(400_000));
    let mut connections: Vec<_> = (0..200).map(|_| bystander.served.connect()).collect();
    for connection in &mut connections {
        // The server may have seen enough before all of it is sent.
        connection.socket().set_write_timeout(Some(Duration::from_millis(100))).expect("a socket option");
        connection.send(&head);
    }
    let grown = bystander.served.process.memory().saturating_sub(before);
    assert!(grown < ROOM, "grown by {grown} bytes");
    bystander.unhurt();
}

#[test]
fn l09_a_batch_that_is_refused_is_not_run() {
    let path = crate::bystander::mark("refused-batch");
    let mut bystander = crate::bystander::start_marked(&path, "");
    let session = bystander.served.client().session("2025-03-26");
    let mut headers = session.headers().to_vec();
    headers.push(("Accept", "application/json"));
    let batch = json!([call(1, "slow", json!({"ms": 1}))]);
    let bytes = request("POST", "/mcp", &headers, batch.to_string().as_bytes());
    assert_eq!(bystander.served.client().send(&bytes).status(), 406);
    // One that is run leaves its mark after that of the refused one.
    bystander.served.client().post("/mcp", &session.headers(), &call(1, "slow", json!({"ms": 50})));
    let marks = std::fs::read_to_string(&path).expect("marks");
    assert_eq!(marks.matches("began").count(), 1, "{marks}");
    bystander.unhurt();
    let _ = std::fs::remove_file(path);
}
