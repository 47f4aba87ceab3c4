//! Clients that take their time: L01 to L03, L13. The times are short here; nothing depends on how short.

use std::time::Duration;

use mcp_tests::http::client::{call, initialize, modern};
use mcp_tests::http::served::eventually;
use mcp_tests::http::{PATIENCE, request};
use serde_json::json;

use crate::bystander::start;

const HEAD: &str = "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

#[test]
fn l01_a_client_that_says_nothing() {
    let mut bystander = start("head_timeout_ms=400");
    let mut connection = bystander.served.connect();
    assert!(connection.closes(PATIENCE), "it stays open");
    bystander.unhurt();
}

#[test]
fn l01_silence_between_requests_is_no_fault() {
    let mut bystander = start("head_timeout_ms=400");
    let mut connection = bystander.served.connect();
    for _ in 0..3 {
        connection.send(request("GET", "/health", &[], b""));
        assert_eq!(connection.response(PATIENCE).expect("an answer").text(), "ok");
        std::thread::sleep(Duration::from_millis(900));
    }
    bystander.unhurt();
}

#[test]
fn l02_a_head_that_comes_byte_by_byte() {
    let mut bystander = start("head_timeout_ms=400");
    // The first one of a connection, and a later one.
    for first in [true, false] {
        let mut connection = bystander.served.connect();
        if !first {
            connection.send(request("GET", "/health", &[], b""));
            assert_eq!(connection.response(PATIENCE).expect("an answer").text(), "ok");
        }
        let mut head = format!("{HEAD}X: {}", "x".repeat(2000)).into_bytes().into_iter();
        let ended = eventually(|| {
            let byte = head.next().expect("the server gives up before that");
            let sent = connection.send([byte]);
            std::thread::sleep(Duration::from_millis(30));
            !sent
        });
        assert!(ended, "first: {first}");
    }
    bystander.unhurt();
}

#[test]
fn l03_a_body_that_does_not_end() {
    let mut bystander = start("body_timeout_ms=400");
    let begun = format!("{HEAD}Content-Length: 1000\r\n\r\n{{\"jsonrpc\":");
    let mut connection = bystander.served.connect();
    connection.send(&begun);
    let response = connection.response(PATIENCE).expect("an answer");
    assert_eq!(response.status(), 408, "{response:?}");
    assert!(connection.closes(PATIENCE));
    // That a byte comes now and then does not help.
    let mut connection = bystander.served.connect();
    connection.send(&begun);
    let ended = eventually(|| {
        let sent = connection.send(" ");
        std::thread::sleep(Duration::from_millis(30));
        !sent
    });
    assert!(ended);
    // In chunks, and to the stream of the old transport.
    let mut connection = bystander.served.connect();
    connection.send(format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n2\r\n{{}}\r\n"));
    assert_eq!(connection.response(PATIENCE).expect("an answer").status(), 408);
    let stream = bystander.served.client().stream();
    let mut connection = bystander.served.connect();
    connection.send(begun.replacen("/mcp", &stream.target, 1));
    assert_eq!(connection.response(PATIENCE).expect("an answer").status(), 408);
    bystander.unhurt();
}

#[test]
fn l13_a_connection_that_nobody_uses() {
    let mut bystander = start("idle_timeout_ms=400");
    let mut connection = bystander.served.connect();
    connection.send(request("GET", "/health", &[], b""));
    assert_eq!(connection.response(PATIENCE).expect("an answer").text(), "ok");
    assert!(connection.closes(PATIENCE), "it stays open");
    // An open stream, or a running call, is use.
    let session = bystander.served.client().session("2025-11-25");
    let mut listening = session.listen();
    let mut calling = bystander.served.connect();
    calling.send(session.bytes(&call(1, "slow", json!({"ms": 1500}))));
    let mut modern_calling = bystander.served.connect();
    modern_calling.send(modern(1, "slow", json!({"ms": 1500})));
    assert_eq!(calling.response(PATIENCE).expect("an answer").status(), 200);
    assert_eq!(modern_calling.response(PATIENCE).expect("an answer").status(), 200);
    bystander.served.client().post(
        "/mcp",
        &session.headers(),
        &call(2, "toggle", json!({"name": "echo", "on": false})),
    );
    assert_eq!(listening.message()["method"], "notifications/tools/list_changed");
    bystander.unhurt();
}

#[test]
fn l13_sessions_that_nobody_ends() {
    let bystander = start("session_ttl_ms=60000,max_sessions=50");
    // The two of the bystander count: one has a stream open, the other is idle longest and makes room first.
    let client = bystander.served.client();
    for _ in 0..200 {
        assert_eq!(client.post("/mcp", &[], &initialize("2025-11-25")).status(), 200);
    }
    client.stream().call_add();
    client.session("2025-06-18").call_add();
    bystander.served.alive();
}
