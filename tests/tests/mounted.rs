//! The server as a service in somebody else's application: `examples/axum_mount.rs`.

use std::path::Path;
use std::process::Command;

use mcp_tests::http::client::{
    Client, call, call_with_progress, initialize, initialized, message, modern, text,
};
use mcp_tests::http::served::Served;
use mcp_tests::http::sse::Stream;
use mcp_tests::http::{PATIENCE, request};
use serde_json::json;

fn start() -> Served {
    let folder = Path::new(env!("CARGO_BIN_EXE_testbed")).parent().expect("a folder");
    let example = folder.join("examples/axum_mount");
    assert!(example.exists(), "{} is missing: `cargo xtask test` builds it", example.display());
    Served::of(Command::new(example).arg("127.0.0.1:0"))
}

fn get(client: Client, path: &str, headers: &[(&str, &str)]) -> mcp_tests::http::Response {
    client.send(&request("GET", path, headers, b""))
}

#[test]
fn it_lives_beside_other_routes_under_a_path() {
    let served = start();
    let client = served.client();
    assert!(get(client, "/", &[]).text().contains("/tools/mcp"));
    assert_eq!(get(client, "/tools/health", &[]).text(), "ok");
    assert_eq!(get(client, "/mcp", &[]).status(), 404);

    let opened = client.post("/tools/mcp", &[], &initialize("2025-11-25"));
    let session = opened.head.get("mcp-session-id").expect("a session").to_owned();
    let headers = [("Mcp-Session-Id", session.as_str())];
    assert_eq!(client.post("/tools/mcp", &headers, &initialized()).status(), 202);
    let counted = client.post("/tools/mcp", &headers, &call_with_progress(1, "count", json!({"to": 2})));
    assert_eq!(counted.head.get("content-type"), Some("text/event-stream"));
    assert_eq!(text(&message(&counted)), "2 steps");

    let mut stream = Stream::open(served.connect(), &request("GET", "/tools/sse", &[], b""));
    let target = stream.event().data.expect("a place to send messages to");
    assert!(target.starts_with("/tools/message?sessionId="), "{target}");
    assert_eq!(client.post(&target, &[], &initialize("2024-11-05")).status(), 202);
    assert_eq!(stream.answer(&json!(0))["result"]["serverInfo"]["name"], "greeter");
}

#[test]
fn a_tool_sees_what_a_layer_found_out() {
    let served = start();
    let bytes = |user: &str| {
        let plain = String::from_utf8(modern(1, "greet", json!({}))).expect("text");
        plain.replace("POST /mcp HTTP/1.1\r\n", &format!("POST /tools/mcp HTTP/1.1\r\nX-User: {user}\r\n"))
    };
    assert_eq!(text(&message(&served.client().send(bytes("Ann").as_bytes()))), "Hello, Ann!");
    // On the stream of HTTP+SSE too.
    let mut stream = Stream::open(served.connect(), &request("GET", "/tools/sse", &[], b""));
    let target = stream.event().data.expect("a place to send messages to");
    for message in [initialize("2024-11-05"), call(1, "greet", json!({}))] {
        assert_eq!(served.client().post(&target, &[("X-User", "Bob")], &message).status(), 202);
    }
    assert_eq!(text(&stream.answer(&json!(1))), "Hello, Bob!");
}

/// L-HTTP-27
#[test]
fn layers_compress_answers_and_leave_streams_alone() {
    let served = start();
    let client = served.client();
    let gzip = ("Accept-Encoding", "gzip");
    let opened = client.post("/tools/mcp", &[gzip], &initialize("2025-06-18"));
    assert_eq!(opened.head.get("content-encoding"), Some("gzip"));
    let session = opened.head.get("mcp-session-id").expect("a session");
    let headers = [gzip, ("Mcp-Session-Id", session)];
    let counted = client.post("/tools/mcp", &headers, &call_with_progress(1, "count", json!({"to": 1})));
    assert_eq!(counted.head.get("content-encoding"), None);
    assert_eq!(text(&message(&counted)), "1 steps");
}

#[test]
fn pages_are_let_in_by_both_or_not_at_all() {
    let client_and = |origin: &str| {
        let served = start();
        let response =
            served.client().post("/tools/mcp", &[("Origin", origin)], &call(1, "greet", json!({})));
        (response.status(), response.head.get("access-control-allow-origin").map(str::to_owned))
    };
    let app = "https://app.example.com";
    assert_eq!(client_and(app), (400, Some(app.into())), "let in, and without a session");
    assert_eq!(client_and("https://evil.example").0, 403);
}

#[test]
fn it_stops_when_the_application_does() {
    let mut served = start();
    let mut stream = Stream::open(served.connect(), &request("GET", "/tools/sse", &[], b""));
    stream.event();
    served.process.signal("INT");
    assert!(stream.ends(), "the stream ends");
    drop(stream);
    let status = served.process.wait(PATIENCE).expect("it ends");
    assert!(status.success(), "{status}");
}
