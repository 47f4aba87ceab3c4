//! Requests that are too large: F13 to F16, F25, F26.

use std::io::Write as _;

use mcp_tests::http::client::{message, modern, text};
use mcp_tests::http::served::Served;
use mcp_tests::http::{Connection, PATIENCE, Response};
use serde_json::json;

use crate::bystander::{Bystander, start};

const HEAD: &str = "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
                    Accept: application/json, text/event-stream\r\n";
const MEGABYTE: usize = 1 << 20;

/// What the memory may grow by when something is refused for its size: the limit of a body, what sockets and allocators keep
/// of it, and a thread or two.
const GROWTH: usize = 24 << 20;

/// Sends a beginning and then pieces, while the answer is read: the server need not take all of it. Gives the answer, and how
/// much could be sent.
fn pour(bystander: &Bystander, head: &str, piece: &[u8], times: usize) -> (Option<Response>, usize) {
    let mut connection = bystander.served.connect();
    let mut writer = connection.socket().try_clone().expect("a second handle");
    assert!(connection.send(head));
    let piece = piece.to_vec();
    let writing = std::thread::spawn(move || {
        for n in 0..times {
            if writer.write_all(&piece).is_err() {
                return n * piece.len();
            }
        }
        times * piece.len()
    });
    let response = connection.response(PATIENCE);
    assert!(connection.closes(PATIENCE), "what was not read cannot be skipped: the connection has to close");
    drop(connection);
    (response, writing.join().expect("the writer ends"))
}

fn status(response: Option<&Response>) -> Option<u16> {
    response.map(Response::status)
}

#[test]
fn f13_a_chunk_extension_of_a_megabyte() {
    let mut bystander = start("body_timeout_ms=5000");
    let before = bystander.served.process.memory();
    let head = format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n2;x=");
    let (response, _) = pour(&bystander, &head, &[b'x'; 16 << 10], 64);
    assert_eq!(status(response.as_ref()), Some(400), "{response:?}");
    let grown = bystander.served.process.memory().saturating_sub(before);
    assert!(grown < GROWTH, "grown by {grown} bytes");
    bystander.unhurt();
}

#[test]
fn f14_f15_f16_heads_that_are_too_large() {
    let mut bystander = start("");
    let before = bystander.served.process.memory();
    let headers = (0..1000).map(|n| format!("X-{n}: y")).collect::<Vec<_>>().join("\r\n");
    for (what, head, piece, times) in [
        ("F14 request line", "GET /".to_owned(), [b'x'; 16 << 10].to_vec(), 64),
        ("F15 header", format!("{HEAD}X: "), [b'x'; 16 << 10].to_vec(), 64),
        ("F16 headers", HEAD.to_owned(), format!("{headers}\r\n\r\n").into_bytes(), 1),
    ] {
        let (response, _) = pour(&bystander, &head, &piece, times);
        let status = status(response.as_ref());
        assert!(matches!(status, Some(431 | 414)), "{what}: {response:?}");
    }
    let grown = bystander.served.process.memory().saturating_sub(before);
    assert!(grown < GROWTH, "grown by {grown} bytes");
    bystander.unhurt();
}

#[test]
fn f25_five_megabytes_are_refused_before_they_are_sent() {
    let mut bystander = start("");
    let mut connection: Connection = bystander.served.connect();
    // Just the head: whoever waits for the body waits in vain.
    connection.send(format!("{HEAD}Content-Length: {}\r\n\r\n", 5 * MEGABYTE));
    let response = connection.response(PATIENCE).expect("an answer");
    assert_eq!(response.status(), 413, "{response:?}");
    assert_eq!(response.json()["error"]["code"], -32600, "{response:?}");
    bystander.unhurt();
}

#[test]
fn f26_two_hundred_megabytes_in_chunks() {
    let mut bystander = start("");
    let before = bystander.served.process.memory();
    let piece = [format!("{MEGABYTE:x}\r\n").into_bytes(), vec![b'x'; MEGABYTE], b"\r\n".to_vec()].concat();
    let (response, sent) =
        pour(&bystander, &format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n"), &piece, 200);
    assert_eq!(status(response.as_ref()), Some(413), "{response:?}");
    // The limit of a body, and what the sockets of both ends hold: a system lets them grow to 32 MiB and more.
    assert!(sent < 64 * MEGABYTE, "{sent} bytes were taken");
    let grown = bystander.served.process.memory().saturating_sub(before);
    assert!(grown < GROWTH, "grown by {grown} bytes");
    bystander.unhurt();
}

#[test]
fn a_hundred_megabytes_with_their_length() {
    let mut bystander = start("");
    let before = bystander.served.process.memory();
    let head = format!("{HEAD}Content-Length: {}\r\n\r\n", 100 * MEGABYTE);
    let (response, sent) = pour(&bystander, &head, &vec![b'x'; MEGABYTE], 100);
    assert_eq!(status(response.as_ref()), Some(413), "{response:?}");
    assert!(sent < 64 * MEGABYTE, "{sent} bytes were taken");
    let grown = bystander.served.process.memory().saturating_sub(before);
    assert!(grown < GROWTH, "grown by {grown} bytes");
    bystander.unhurt();
}

#[test]
fn s36_three_megabytes_come_back() {
    let mut bystander = start("");
    let sent = "x".repeat(3_000_000);
    let response = bystander.served.client().send(&modern(1, "echo", json!({"text": sent})));
    assert_eq!(text(&message(&response)).len(), sent.len());
    bystander.unhurt();
}

/// A client that writes all that it has before it reads, as most do, sees why it was refused.
#[test]
fn f26_a_refusal_comes_through_while_a_large_body_is_sent() {
    let served = Served::start(crate::bystander::TESTBED, &[], "token=secret");
    let body = "x".repeat(6 * MEGABYTE);
    let right = "Authorization: Bearer secret\r\nContent-Type: application/json\r\n";
    for (expected, target, host, headers) in [
        (401, "/mcp", "localhost", "Content-Type: application/json\r\n"),
        (403, "/mcp", "evil.example", right),
        (404, "/nothing", "localhost", right),
        (404, "/message?sessionId=none", "localhost", right),
        (405, "/sse", "localhost", right),
        (406, "/mcp", "localhost", &format!("{right}Accept: text/html\r\n")),
        (413, "/mcp", "localhost", right),
        (415, "/mcp", "localhost", "Authorization: Bearer secret\r\nContent-Type: text/plain\r\n"),
    ] {
        let head = format!(
            "POST {target} HTTP/1.1\r\nHost: {host}\r\n{headers}Content-Length: {}\r\n\r\n",
            body.len()
        );
        let mut connection = served.connect();
        assert!(connection.send(head + &body), "{expected}: the body is not read");
        let response = connection.response(PATIENCE).unwrap_or_else(|| panic!("{expected}: no answer"));
        assert_eq!(response.status(), expected, "{response:?}");
        assert!(response.json()["error"]["message"].is_string(), "{response:?}");
    }
    served.client().send(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
}
