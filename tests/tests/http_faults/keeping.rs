//! What one client can make the server keep, and what it can keep from others.

use std::time::Duration;

use mcp_tests::http::client::{call, call_with_progress, initialize, message, modern, modern_request, text};
use mcp_tests::http::served::eventually;
use mcp_tests::http::sse::Stream;
use mcp_tests::http::{PATIENCE, request};
use serde_json::{Value, json};

use crate::bystander::start;

fn grown(served: &mcp_tests::http::served::Served, before: usize) -> usize {
    served.process.memory().saturating_sub(before) >> 20
}

#[test]
fn functions_whose_client_left_give_their_threads_back() {
    let mut bystander = start("blocking_threads=2");
    for n in 0..4 {
        // It says more than the client takes, and waits for room.
        let flood =
            modern_request(call_with_progress(n, "chatter", json!({"messages": 400, "bytes": 100_000})));
        let mut connection = bystander.served.connect();
        connection.send(&flood);
        assert_eq!(connection.head(PATIENCE).expect("a stream").status, 200);
        std::thread::sleep(Duration::from_millis(200));
    }
    let response = bystander.served.client().send(&modern("after", "sleep", json!({"ms": 1})));
    assert_eq!(text(&message(&response)), "slept");
    bystander.unhurt();
}

#[test]
fn answers_that_nobody_comes_back_for_are_forgotten() {
    let mut bystander = start("replay_age_ms=100,session_ttl_ms=60000,stream_after_ms=1");
    let session = bystander.served.client().session("2025-11-25");
    let before = bystander.served.process.memory();
    for n in 0..60 {
        let bytes = session.bytes(&call(n, "big_later", json!({"bytes": 4_000_000})));
        let stream = Stream::open(bystander.served.connect(), &bytes);
        drop(stream);
    }
    let small = eventually(|| {
        // Each request looks what may go.
        let _ =
            Stream::open(bystander.served.connect(), &session.bytes(&call("x", "slow", json!({"ms": 5}))))
                .answer(&json!("x"));
        grown(&bystander.served, before) < 80
    });
    assert!(small, "{} MiB are kept", grown(&bystander.served, before));
    bystander.unhurt();
}

#[test]
fn a_batch_of_large_answers_is_bounded() {
    let mut bystander = start("");
    let session = bystander.served.client().session("2025-03-26");
    let before = bystander.served.process.memory();
    let batch: Vec<Value> = (0..100).map(|n| call(n, "big", json!({"bytes": 5_000_000}))).collect();
    let stream = Stream::open(bystander.served.connect(), &session.bytes(&Value::Array(batch)));
    assert_eq!(stream.head.status, 200);
    std::thread::sleep(Duration::from_millis(1500));
    assert!(grown(&bystander.served, before) < 100, "{} MiB are kept", grown(&bystander.served, before));
    bystander.unhurt();
}

#[test]
fn a_long_name_is_cut() {
    let mut bystander = start("");
    let before = bystander.served.process.memory();
    let mut hello = initialize("2025-11-25");
    hello["params"]["clientInfo"]["name"] = "n".repeat(3_000_000).into();
    for _ in 0..30 {
        assert_eq!(bystander.served.client().post("/mcp", &[], &hello).status(), 200);
    }
    assert!(grown(&bystander.served, before) < 60, "{} MiB are kept", grown(&bystander.served, before));
    bystander.unhurt();
}

#[test]
fn a_tool_that_was_quick_and_blocks_now_holds_nobody_else() {
    let mut bystander = start("");
    for n in 0..40 {
        let response = bystander.served.client().send(&modern(n, "block", json!({"ms": 0})));
        assert_eq!(text(&message(&response)), "unblocked");
    }
    let mut held: Vec<_> = (0..8)
        .map(|n| {
            let mut connection = bystander.served.connect();
            connection.send(modern(n, "block", json!({"ms": 3000})));
            connection
        })
        .collect();
    bystander.unhurt();
    for connection in &mut held {
        assert!(!connection.has_more(Duration::from_millis(1)), "the others had to wait for a tool");
    }
}

#[test]
fn a_session_is_idle_from_when_its_stream_ended() {
    let bystander = start("session_ttl_ms=600");
    let mut session = bystander.served.client().session("2025-11-25");
    let stream = session.listen();
    std::thread::sleep(Duration::from_millis(1800));
    drop(stream);
    std::thread::sleep(Duration::from_millis(100));
    session.call_add();
    bystander.served.alive();
}

#[test]
fn a_slow_download_is_no_idleness() {
    let bystander = start("idle_timeout_ms=400,write_timeout_ms=20000");
    let mut connection = bystander.served.connect();
    rustix::net::sockopt::set_socket_recv_buffer_size(connection.socket(), 64 << 10)
        .expect("a socket option");
    connection.send(modern(1, "big", json!({"bytes": 9_000_000})));
    std::thread::sleep(Duration::from_millis(1500));
    let response = connection.response(PATIENCE).expect("an answer");
    assert!(response.whole && response.body.len() > 9_000_000, "{} bytes", response.body.len());
    bystander.served.alive();
}

#[test]
fn hangup_means_nothing_to_a_server_that_was_started_to_stay() {
    let mut command = std::process::Command::new("nohup");
    command.args([crate::bystander::TESTBED, "--http", "127.0.0.1:0"]);
    let mut bystander = crate::bystander::of(mcp_tests::http::served::Served::of(&mut command));
    bystander.served.process.signal("HUP");
    std::thread::sleep(Duration::from_millis(200));
    bystander.unhurt();
    bystander.served.ends_well();
}

#[test]
fn a_page_of_another_site_opens_no_stream_as_a_picture() {
    let bystander = start("");
    let foreign = [("Sec-Fetch-Site", "cross-site"), ("Accept", "*/*")];
    let response = bystander.served.client().send(&request("GET", "/sse", &foreign, b""));
    assert_eq!(response.status(), 403);
}
