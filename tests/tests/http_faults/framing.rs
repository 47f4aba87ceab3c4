//! Requests whose bytes are not what they should be: F01 to F21, F26.

use std::time::Duration;

use mcp_tests::http::client::{call, initialize, message, modern, text};
use mcp_tests::http::{Connection, PATIENCE, request};
use serde_json::json;

use crate::bystander::{Bystander, start};

const HEAD: &str = "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
                    Accept: application/json, text/event-stream\r\n";

/// What a smuggler hopes to have answered.
const HIDDEN: &str = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";

/// Sends bytes, which must be refused with one of these statuses; then the connection must close, with nothing answered
/// that was hidden in them.
fn refused(bystander: &Bystander, what: &str, bytes: &[u8], statuses: &[u16]) {
    let mut connection = bystander.served.connect();
    connection.send(bytes);
    let response = connection.response(PATIENCE).unwrap_or_else(|| panic!("{what}: no answer"));
    assert!(statuses.contains(&response.status()), "{what}: {response:?}");
    assert_ne!(response.text(), "ok", "{what}: {response:?}");
    let second = connection.response(PATIENCE);
    assert!(second.is_none(), "{what}: a second answer: {second:?}");
    assert!(connection.closes(PATIENCE), "{what}: the connection stays open");
}

fn all_refused(options: &str, cases: &[(&str, String, &[u16])]) {
    let mut bystander = start(options);
    for (what, bytes, statuses) in cases {
        refused(&bystander, what, bytes.as_bytes(), statuses);
    }
    bystander.unhurt();
}

#[test]
fn f01_length_and_chunks_at_once() {
    let chunked = format!("0\r\n\r\n{HIDDEN}");
    let length = chunked.len();
    all_refused(
        "",
        &[
            (
                "length first",
                format!("{HEAD}Content-Length: {length}\r\nTransfer-Encoding: chunked\r\n\r\n{chunked}"),
                &[400],
            ),
            (
                "chunks first",
                format!("{HEAD}Transfer-Encoding: chunked\r\nContent-Length: {length}\r\n\r\n{chunked}"),
                &[400],
            ),
            (
                "length 0",
                format!("{HEAD}Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n{chunked}"),
                &[400],
            ),
            (
                "length 5",
                format!("{HEAD}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n{chunked}"),
                &[400],
            ),
        ],
    );
}

#[test]
fn f02_to_f05_lengths_that_are_none() {
    let lengths = ["+5", "-1", "18446744073709551616", "5, 6", "0x5", "5 5", "", "5;", "٥"];
    let mut cases: Vec<(&str, String, &[u16])> = lengths
        .iter()
        .map(|length| {
            (*length, format!("{HEAD}Content-Length: {length}\r\n\r\n{HIDDEN}"), &[400_u16] as &[u16])
        })
        .collect();
    let two = format!("{HEAD}Content-Length: 5\r\nContent-Length: 6\r\n\r\n{HIDDEN}");
    cases.push(("two that differ", two, &[400]));
    all_refused("", &cases);
}

#[test]
fn f06_f07_transfer_encodings_that_are_unknown() {
    let body = format!("0\r\n\r\n{HIDDEN}");
    let cases: Vec<(&str, String, &[u16])> = [
        "chunked, identity",
        "xchunked",
        "identity",
        "gzip",
        "chunked, chunked, gzip",
        "\"chunked\"",
        "chunkedx",
    ]
    .iter()
    .map(|kind| (*kind, format!("{HEAD}Transfer-Encoding: {kind}\r\n\r\n{body}"), &[400_u16, 501] as &[u16]))
    .collect();
    all_refused("", &cases);
}

#[test]
fn f07_chunks_of_a_client_that_cannot_know_them() {
    let body = format!("0\r\n\r\n{HIDDEN}");
    let head = HEAD.replacen("HTTP/1.1", "HTTP/1.0", 1);
    all_refused("", &[("HTTP/1.0", format!("{head}Transfer-Encoding: chunked\r\n\r\n{body}"), &[400])]);
}

#[test]
fn f08_f09_f11_headers_that_are_none() {
    let body = "{}";
    all_refused(
        "",
        &[
            ("F08 blank before the colon", format!("{HEAD}Content-Length : 2\r\n\r\n{body}"), &[400]),
            ("F09 folded", format!("{HEAD}X-Long: a\r\n b\r\nContent-Length: 2\r\n\r\n{body}"), &[400]),
            (
                "F09 folded at the start",
                format!("POST /mcp HTTP/1.1\r\n Host: localhost\r\n\r\n{body}"),
                &[400],
            ),
            ("F11 NUL in a value", format!("{HEAD}X: a\0b\r\nContent-Length: 2\r\n\r\n{body}"), &[400]),
            ("F11 NUL in a name", format!("{HEAD}X\0: a\r\nContent-Length: 2\r\n\r\n{body}"), &[400]),
            ("lone CR in a value", format!("{HEAD}X: a\rb\r\nContent-Length: 2\r\n\r\n{body}"), &[400]),
            ("no name", format!("{HEAD}: a\r\nContent-Length: 2\r\n\r\n{body}"), &[400]),
            ("no colon", format!("{HEAD}Nonsense\r\nContent-Length: 2\r\n\r\n{body}"), &[400]),
            ("NUL in the path", format!("GET /mcp\0 HTTP/1.1\r\nHost: localhost\r\n\r\n{HIDDEN}"), &[400]),
            (
                "H32 control characters in a session id",
                format!("{HEAD}Mcp-Session-Id: a\u{1}b\r\nContent-Length: 2\r\n\r\n{body}"),
                &[400],
            ),
            ("no version", format!("GET /health\r\nHost: localhost\r\n\r\n{HIDDEN}"), &[400]),
            (
                "a version to come",
                format!("GET /health HTTP/3.7\r\nHost: localhost\r\n\r\n{HIDDEN}"),
                &[400, 505],
            ),
            ("nonsense", format!("nonsense\r\n\r\n{HIDDEN}"), &[400]),
        ],
    );
}

#[test]
fn f10_bare_line_feeds_are_harmless() {
    // RFC 9112 allows to take a single LF for a line end; then the whole head must be read like that.
    let mut bystander = start("");
    let mut connection = bystander.served.connect();
    connection.send("GET /health HTTP/1.1\nHost: localhost\n\n");
    let response = connection.response(PATIENCE).expect("an answer");
    assert!(matches!(response.status(), 200 | 400), "{response:?}");
    let mut connection = bystander.served.connect();
    connection.send("GET /health HTTP/1.1\nHost: evil.example\n\n");
    let response = connection.response(PATIENCE).expect("an answer");
    assert!(matches!(response.status(), 403 | 400), "{response:?}");
    bystander.unhurt();
}

#[test]
fn f12_chunks_that_are_none() {
    let head = format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n");
    let cases: Vec<(&str, String, &[u16])> = [
        ("more than 64 bits", "fffffffffffffffff\r\n"),
        ("all of 64 bits", "ffffffffffffffff\r\n{}\r\n0\r\n\r\n"),
        ("negative", "-2\r\n{}\r\n0\r\n\r\n"),
        ("no number", "x\r\n{}\r\n0\r\n\r\n"),
        ("a prefix", "0x2\r\n{}\r\n0\r\n\r\n"),
        ("no line end after the data", "2\r\n{}x0\r\n\r\n"),
        ("line feed in a size", "2\n{}\r\n0\r\n\r\n"),
    ]
    .iter()
    .map(|(what, body)| (*what, format!("{head}{body}"), &[400_u16, 408, 413] as &[u16]))
    .collect();
    // A size that is only too large is a body that does not end.
    all_refused("body_timeout_ms=1000", &cases);
}

#[test]
fn f17_f18_other_protocols() {
    let mut bystander = start("head_timeout_ms=500");
    let hello =
        [0x16, 3, 1, 0, 0xc4, 1, 0, 0, 0xc0, 3, 3].iter().copied().chain([7; 189]).collect::<Vec<u8>>();
    for bytes in [b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(), hello, vec![0; 100], b"\r\n\r\n\r\n".to_vec()]
    {
        let mut connection = bystander.served.connect();
        connection.send(&bytes);
        assert!(connection.closes(PATIENCE), "{bytes:?}");
    }
    bystander.unhurt();
}

#[test]
fn f19_http_1_0() {
    let mut bystander = start("");
    let body = initialize("2025-11-25").to_string();
    let bytes = format!(
        "POST /mcp HTTP/1.0\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut connection = bystander.served.connect();
    connection.send(bytes);
    let response = connection.response(PATIENCE).expect("an answer");
    assert_eq!(response.status(), 200);
    assert!(response.head.get("transfer-encoding").is_none(), "{response:?}");
    assert_eq!(response.head.get("content-length"), Some(response.body.len().to_string().as_str()));
    assert!(connection.closes(PATIENCE));
    // A stream ends with its connection there.
    let mut connection = bystander.served.connect();
    connection.send("GET /sse HTTP/1.0\r\nHost: localhost\r\n\r\n");
    let head = connection.head(PATIENCE).expect("an answer");
    assert_eq!((head.status, head.get("transfer-encoding")), (200, None));
    // A foreign name is refused here too.
    let mut connection = bystander.served.connect();
    connection.send("GET /health HTTP/1.0\r\nHost: evil.example\r\n\r\n");
    assert_eq!(connection.head(PATIENCE).expect("an answer").status, 403);
    bystander.unhurt();
}

#[test]
fn f20_a_body_that_waits_to_be_asked_for() {
    let mut bystander = start("");
    let bytes = modern(1, "add", json!({"a": 1, "b": 2}));
    let text_of = String::from_utf8(bytes).expect("text");
    let (head, body) = text_of.split_once("\r\n\r\n").expect("a head");
    let mut connection = bystander.served.connect();
    connection.send(format!("{head}\r\nExpect: 100-continue\r\n\r\n"));
    assert_eq!(connection.head(PATIENCE).expect("an answer").status, 100);
    connection.send(body);
    let response = connection.response(PATIENCE).expect("an answer");
    assert_eq!(text(&message(&response)), "3");
    // What would be refused anyhow is not asked for.
    let mut connection = bystander.served.connect();
    connection.send(
        "POST /mcp HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n",
    );
    assert_eq!(connection.head(PATIENCE).expect("an answer").status, 403);
    let mut connection = bystander.served.connect();
    connection.send(format!("{HEAD}Content-Length: 5000000\r\nExpect: 100-continue\r\n\r\n"));
    assert_eq!(connection.head(PATIENCE).expect("an answer").status, 413);
    bystander.unhurt();
}

#[test]
fn f21_requests_in_one_write_are_answered_in_order() {
    let mut bystander = start("");
    let mut connection = bystander.served.connect();
    let mut bytes = modern(0, "slow", json!({"ms": 200}));
    for n in 1..=50 {
        bytes.extend(modern(n, "add", json!({"a": n, "b": 1})));
    }
    bytes.extend(request("GET", "/health", &[("Connection", "close")], b""));
    connection.send(bytes);
    let first = connection.response(PATIENCE).expect("an answer");
    assert_eq!(text(&message(&first)), "done");
    for n in 1..=50 {
        let response = connection.response(PATIENCE).expect("an answer");
        let answer = message(&response);
        assert_eq!((&answer["id"], text(&answer)), (&json!(n), (n + 1).to_string().as_str()));
    }
    assert_eq!(connection.response(PATIENCE).expect("an answer").text(), "ok");
    assert!(!connection.has_more(PATIENCE), "more is said than was asked for");
    bystander.unhurt();
}

#[test]
fn f21_what_follows_a_refused_body_is_no_request() {
    // The body is not read to its end, so nobody can say where the next request would begin.
    let mut bystander = start("");
    let body = format!("{HIDDEN}{HIDDEN}");
    for head in [
        format!("POST /mcp HTTP/1.1\r\nHost: evil.example\r\nContent-Length: {}\r\n\r\n", body.len()),
        format!(
            "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n",
            body.len()
        ),
        format!("POST /nope HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n", body.len()),
    ] {
        let mut connection: Connection = bystander.served.connect();
        connection.send(format!("{head}{body}"));
        let response = connection.response(PATIENCE).expect("an answer");
        assert!(response.status() >= 400, "{response:?}");
        while let Some(more) = connection.response(Duration::from_millis(300)) {
            assert_ne!(more.text(), "ok", "a body was taken for a request: {head}");
        }
    }
    // One that was read to its end is followed by the next request.
    let mut connection = bystander.served.connect();
    let bad = request("POST", "/mcp", &[], b"nonsense");
    connection.send([bad, request("GET", "/health", &[], b"")].concat());
    assert_eq!(connection.response(PATIENCE).expect("an answer").status(), 400);
    assert_eq!(connection.response(PATIENCE).expect("an answer").text(), "ok");
    bystander.unhurt();
}

#[test]
fn s35_one_byte_a_write_over_http() {
    let mut bystander = start("");
    let mut connection = bystander.served.connect();
    for byte in modern(1, "add", json!({"a": 1, "b": 2})) {
        connection.send([byte]);
    }
    let response = connection.response(PATIENCE).expect("an answer");
    assert_eq!(text(&message(&response)), "3");
    // And in chunks of one byte.
    let body = call(1, "add", json!({"a": 1, "b": 2})).to_string();
    let session = bystander.served.client().session("2025-06-18");
    let headers =
        [("Mcp-Session-Id", session.id.as_str()), ("Content-Length", ""), ("Transfer-Encoding", "chunked")];
    let mut bytes = request("POST", "/mcp", &headers, b"");
    bytes.extend(body.bytes().flat_map(|byte| [b'1', b'\r', b'\n', byte, b'\r', b'\n']));
    bytes.extend(b"0\r\n\r\n");
    let response = bystander.served.client().send(&bytes);
    assert_eq!(text(&message(&response)), "3");
    // And with something behind the last one.
    let trailed = [&bytes[..bytes.len() - 2], b"X-Trailer: y\r\nContent-Length: 7\r\n\r\n"].concat();
    let response = bystander.served.client().send(&trailed);
    assert_eq!(text(&message(&response)), "3");
    bystander.unhurt();
}

#[test]
fn an_upgrade_that_is_not_offered_is_ignored() {
    let mut bystander = start("");
    for (upgrade, more) in
        [("h2c", "HTTP2-Settings: AAMAAABkAAQAAP__\r\n"), ("websocket", "Sec-WebSocket-Version: 13\r\n")]
    {
        let mut connection = bystander.served.connect();
        connection.send(format!(
            "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: {upgrade}\r\n{more}\r\n"
        ));
        let response = connection.response(PATIENCE).expect("an answer");
        assert_eq!((response.status(), response.text().as_str()), (200, "ok"), "{upgrade}");
    }
    bystander.unhurt();
}

/// A stream that lasts is written without hyper; after its end the connection takes the next request, also one that came before.
#[test]
fn a_connection_goes_on_after_a_stream() {
    let mut bystander = start("");
    let client = bystander.served.client();
    for early in [false, true] {
        let session = client.session("2025-11-25");
        let mut stream = session.listen();
        let next = modern(1, "add", json!({"a": 2, "b": 3}));
        if early {
            assert!(stream.connection.send(&next));
        }
        session.leave();
        assert!(stream.ends());
        if !early {
            assert!(stream.connection.send(&next));
        }
        let answer = stream.connection.response(PATIENCE).expect("an answer");
        assert_eq!(text(&message(&answer)), "5", "{}", answer.text());
    }
    bystander.unhurt();
}
