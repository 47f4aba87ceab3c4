//! What one client can make the server keep, and for how long: L05, L20, L-RSM-12.

use std::time::Duration;

use mcp_tests::http::client::{Session, call, initialize, message, modern_request, text};
use mcp_tests::http::served::eventually;
use mcp_tests::http::{PATIENCE, Piece, request};
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
fn l05_functions_that_wait_for_clients_that_left() {
    let mut bystander = start("blocking_threads=3");
    for n in 0..6 {
        let mut message = call(n, "talk", json!({"times": 1000, "bytes": 100_000}));
        message["params"]["_meta"] = json!({"io.modelcontextprotocol/logLevel": "debug"});
        let mut connection = bystander.served.connect();
        connection.send(modern_request(message));
        assert_eq!(connection.head(PATIENCE).expect("a stream").status, 200);
        assert!(matches!(connection.piece(PATIENCE), Piece::Bytes(_)));
    }
    // Their threads are free again.
    let mut session = bystander.served.client().session("2025-06-18");
    let response = session.post(&call(1, "sleep", json!({"ms": 1})));
    assert_eq!(text(&message(&response)), "slept");
    bystander.unhurt();
}

#[test]
fn l_rsm_12_answers_that_nobody_comes_back_for() {
    let mut bystander = start("replay_age_ms=300,session_ttl_ms=20000,stream_after_ms=1");
    let session = bystander.served.client().session("2025-11-25");
    let before = bystander.served.process.memory();
    for n in 0..60 {
        let mut connection = bystander.served.connect();
        connection.send(session.bytes(&call(n, "big_later", json!({"bytes": 4_000_000}))));
        assert_eq!(connection.head(PATIENCE).expect("an answer").status, 200);
    }
    comes_back(&bystander, before);
    bystander.unhurt();
}

#[test]
fn l20_a_batch_of_large_answers_that_nobody_reads() {
    let mut bystander = start("");
    let client = bystander.served.client();
    let before = bystander.served.process.memory();
    let session = client.session("2025-03-26");
    let mut connection = bystander.served.connect();
    connection.send(session.bytes(&batch_of(100, 2_000_000)));
    assert_eq!(connection.head(PATIENCE).expect("a stream").status, 200);
    std::thread::sleep(Duration::from_millis(1000));
    let grown = bystander.served.process.memory().saturating_sub(before);
    assert!(grown < ROOM, "grown by {grown} bytes");
    drop(connection);
    comes_back(&bystander, before);
    bystander.unhurt();
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
fn l06_clients_with_long_names() {
    let mut bystander = start("");
    let before = bystander.served.process.memory();
    let mut message = initialize("2025-11-25");
    message["params"]["clientInfo"] =
        json!({"name": "n".repeat(1_000_000), "version": "v".repeat(1_000_000)});
    for _ in 0..100 {
        let response = bystander.served.client().post("/mcp", &[], &message);
        assert!(response.status() < 500, "{response:?}");
    }
    comes_back(&bystander, before);
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
