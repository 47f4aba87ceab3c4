//! What is no fault: quick tools, long streams, slow downloads, a terminal that closes.

use std::time::Duration;

use mcp_tests::http::client::{message, modern, text};
use mcp_tests::http::{PATIENCE, request};
use serde_json::json;

use crate::bystander::start;

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
            // Longer than the test goes on.
            connection.send(modern(n, "block", json!({"ms": 600_000})));
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
    let bystander = start("session_ttl_ms=2500");
    let mut session = bystander.served.client().session("2025-11-25");
    let stream = session.listen();
    std::thread::sleep(Duration::from_millis(3500));
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
fn hangup_lets_calls_end() {
    let path = crate::bystander::mark("hangup");
    let bystander = crate::bystander::start_marked(&path, "");
    let mut connection = bystander.served.connect();
    connection.send(modern(1, "slow", json!({"ms": 700})));
    assert!(mcp_tests::http::served::marked(&path, "began"));
    bystander.served.process.signal("HUP");
    let response = connection.response(PATIENCE).expect("an answer");
    assert_eq!(mcp_tests::http::client::text(&mcp_tests::http::client::message(&response)), "done");
    let mut served = bystander.served;
    let status = served.process.wait(PATIENCE).expect("it ends");
    assert!(status.success(), "{status}");
    let _ = std::fs::remove_file(path);
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
