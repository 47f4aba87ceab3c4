//! Requests of every kind with something changed in them, the same each time.

use std::time::Duration;

use mcp_tests::http::client::{call, modern};
use mcp_tests::http::request;
use serde_json::json;

use crate::bystander::start;

/// Numbers that look random and are the same each time (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % most as u64).expect("it is below")
    }
}

#[test]
fn mutated_requests() {
    let mut bystander = start("body_timeout_ms=1000,head_timeout_ms=1000");
    let session = bystander.served.client().session("2025-03-26");
    let stream = bystander.served.client().stream();
    let message = call(1, "add", json!({"a": 1, "b": 2})).to_string();
    let seeds = [
        modern(1, "parcel", json!({"depot": "x", "count": 5})),
        session.bytes(&call(1, "echo", json!({"text": "x"}))),
        session.bytes(
            &json!([call(1, "echo", json!({"text": "x"})), {"jsonrpc": "2.0", "method": "ping", "id": "a"}]),
        ),
        request("POST", &stream.target, &[], message.as_bytes()),
        request("GET", "/mcp", &[&session.headers()[..], &[("Last-Event-ID", "0-1")]].concat(), b""),
        request("DELETE", "/mcp", &[("Mcp-Session-Id", "x")], b""),
        request("OPTIONS", "/mcp", &[("Origin", "http://localhost")], b""),
    ];
    let pieces: [&[u8]; 12] = [
        b"\r\n",
        b"\n",
        b":",
        b"\0",
        b"\xff",
        b" ",
        b"Content-Length: 3\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"=?base64?",
        b"\xed\xa0\x80",
        b"999999999999999999999",
        b"\"",
    ];
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for n in 0..2000 {
        let mut bytes = seeds[n % seeds.len()].clone();
        for _ in 0..=dice.below(3) {
            let at = dice.below(bytes.len());
            // The first byte stays, so that there is something to change.
            match if at == 0 { 0 } else { dice.below(4) } {
                0 => bytes[at] = u8::try_from(dice.below(256)).expect("a byte"),
                1 => drop(bytes.drain(at..(at + dice.below(20)).min(bytes.len()))),
                2 => drop(bytes.splice(at..at, pieces[dice.below(pieces.len())].iter().copied())),
                _ => bytes.truncate(at),
            }
        }
        let mut connection = bystander.served.connect();
        connection.send(&bytes);
        connection.half_close();
        // It is answered, or not; what stays open is a stream, which the client leaves.
        connection.head(Duration::from_millis(if n % 100 == 0 { 100 } else { 1 }));
    }
    drop(stream);
    let said = bystander.served.process.stderr();
    assert!(!said.contains("panicked"), "{said}");
    bystander.unhurt();
}
