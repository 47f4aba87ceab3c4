//! Tools and clients that take all they can get: L08, L20, L22, X row 18 of the digest, M-BASE-04.

use std::time::Duration;

use mcp_tests::http::client::{call, call_with_progress, initialize, message, modern, modern_request, text};
use mcp_tests::http::served::eventually;
use mcp_tests::http::sse::Stream;
use mcp_tests::http::{PATIENCE, Piece};
use serde_json::json;

use crate::bystander::start;

#[test]
fn l20_a_flood_of_progress_to_a_client_that_does_not_read() {
    let mut bystander = start("");
    let session = bystander.served.client().session("2025-06-18");
    let flood = |id: &str| call_with_progress(id, "flood", json!({"steps": 100_000}));
    let before = bystander.served.process.memory();
    let mut streams = [
        Stream::open(bystander.served.connect(), &modern_request(flood("m"))),
        Stream::open(bystander.served.connect(), &session.bytes(&flood("s"))),
    ];
    let mut old = bystander.served.client().stream();
    old.post(&flood("o"));
    std::thread::sleep(Duration::from_millis(1500));
    let grown = bystander.served.process.memory().saturating_sub(before);
    assert!(grown < 32 << 20, "grown by {grown} bytes");
    bystander.unhurt();
    // Then it reads: the last value came, and the answer.
    for (stream, id) in streams.iter_mut().zip(["m", "s"]) {
        check_flood(stream, id);
    }
    check_flood(&mut old.stream, "o");
    bystander.unhurt();
}

fn check_flood(stream: &mut Stream, id: &str) {
    let mut last = 0;
    loop {
        let message = stream.message();
        if message["id"] == id {
            assert_eq!((text(&message), last), ("done", 100_000), "{id}");
            return;
        }
        let progress = message["params"]["progress"].as_i64().unwrap_or_else(|| panic!("{id}: {message}"));
        assert!(progress > last, "{id}: {progress} after {last}");
        last = progress;
    }
}

#[test]
fn l_sse_18_a_stream_that_nobody_reads_is_dropped() {
    let mut bystander = start("write_timeout_ms=700");
    let client = bystander.served.client();
    let old = client.stream();
    let before = bystander.served.process.memory();
    // More than all buffers between hold.
    let mut refused = false;
    for n in 0..64 {
        let mut connection = bystander.served.connect();
        let bytes = call(n, "big", json!({"bytes": 1_000_000})).to_string();
        connection.send(mcp_tests::http::request("POST", &old.target, &[], bytes.as_bytes()));
        // Accepted, or held back until there is room, or gone with the stream.
        let response = connection.response(PATIENCE).expect("an answer");
        refused |= response.status() == 404;
        assert!(matches!(response.status(), 202 | 404), "{response:?}");
    }
    let grown = bystander.served.process.memory().saturating_sub(before);
    assert!(grown < 96 << 20, "grown by {grown} bytes");
    let gone = || client.post(&old.target, &[], &call(99, "nothing", json!({}))).status() == 404;
    assert!(refused || eventually(gone), "it is kept");
    bystander.unhurt();
}

#[test]
fn l08_an_answer_that_nobody_reads_is_given_up() {
    let mut bystander = start("write_timeout_ms=700,max_response=100000000");
    let descriptors = bystander.served.settled();
    let session = bystander.served.client().session("2025-06-18");
    for n in 0..4 {
        let mut connection = bystander.served.connect();
        let arguments = json!({"bytes": 20_000_000});
        match n % 2 {
            0 => connection.send(modern(n, "big", arguments)),
            _ => connection.send(session.bytes(&call(n, "big", arguments))),
        };
        let head = connection.head(PATIENCE).expect("an answer");
        assert_eq!(head.status, 200);
        assert!(eventually(|| bystander.served.descriptors() <= descriptors), "the connection stays");
        // What was on its way still comes; the rest does not.
        let cut = loop {
            match connection.piece(PATIENCE) {
                Piece::Bytes(_) => {}
                end => break end == Piece::Cut,
            }
        };
        assert!(cut, "all of it came");
    }
    bystander.unhurt();
}

#[test]
fn l08_a_slow_reader_is_not_given_up() {
    // It is not idle either, and its head came long ago.
    let mut bystander =
        start("write_timeout_ms=1500,idle_timeout_ms=700,head_timeout_ms=700,max_response=100000000");
    let mut connection = bystander.served.connect();
    connection.send(modern(1, "big", json!({"bytes": 20_000_000})));
    assert_eq!(connection.head(PATIENCE).expect("an answer").status, 200);
    let (mut count, mut pieces) = (0, 0_u32);
    loop {
        match connection.piece(PATIENCE) {
            Piece::Bytes(bytes) => count += bytes.len(),
            Piece::End => break,
            other => panic!("{other:?} after {count} bytes"),
        }
        pieces += 1;
        // Longer than the limit in all, but never so long at once.
        if pieces % 64 == 0 {
            std::thread::sleep(Duration::from_millis(60));
        }
    }
    assert!(count > 20_000_000);
    bystander.unhurt();
}

#[test]
fn l08_requests_without_end_from_a_client_that_does_not_read() {
    let mut bystander = start("write_timeout_ms=700");
    let before = bystander.served.process.memory();
    let mut connection = bystander.served.connect();
    let one = modern(1, "big", json!({"bytes": 50_000}));
    let all: Vec<u8> = one.iter().copied().cycle().take(one.len() * 1000).collect();
    // All answers would be 50 MB for every thousand; the server stops to read, and then gives the client up.
    connection.socket().set_write_timeout(Some(Duration::from_millis(300))).expect("a socket option");
    let lost = eventually(|| {
        connection.send(&all);
        let peer = connection.socket().take_error().expect("a socket option");
        peer.is_some() || !connection.send("GET ")
    });
    assert!(lost);
    let grown = bystander.served.process.memory().saturating_sub(before);
    assert!(grown < 24 << 20, "grown by {grown} bytes");
    bystander.unhurt();
}

#[test]
fn l22_a_listener_that_does_not_read() {
    let mut bystander = start("write_timeout_ms=700");
    let listen = |id: usize| {
        let message = json!({"jsonrpc": "2.0", "id": id, "method": "subscriptions/listen",
            "params": {"notifications": {"toolsListChanged": true}}});
        let mut stream = Stream::open(bystander.served.connect(), &modern_request(message));
        assert_eq!(stream.message()["method"], "notifications/subscriptions/acknowledged");
        stream
    };
    let mut slow: Vec<Stream> = (0..10).map(listen).collect();
    let mut quick: Vec<Stream> = (10..20).map(listen).collect();
    let session = bystander.served.client().session("2025-06-18");
    let mut changing = session.client.session("2025-06-18");
    let before = bystander.served.process.memory();
    for n in 0..2000 {
        let on = n % 2 == 1;
        changing.post(&call(n, "toggle", json!({"name": "media", "on": on})));
        if n % 50 == 0 {
            quick.iter_mut().for_each(|stream| {
                assert_eq!(stream.message()["method"], "notifications/tools/list_changed");
            });
        }
    }
    let grown = bystander.served.process.memory().saturating_sub(before);
    assert!(grown < 16 << 20, "grown by {grown} bytes");
    // None lost its stream for having been slow: that much fits between.
    slow.iter_mut()
        .for_each(|stream| assert_eq!(stream.message()["method"], "notifications/tools/list_changed"));
    bystander.unhurt();
}

#[test]
fn x02_l_sess_02_ids_that_nobody_can_guess() {
    let mut bystander = start("");
    let client = bystander.served.client();
    let mut ids = std::collections::HashSet::new();
    for n in 0..100 {
        let id = if n % 2 == 0 {
            let response = client.post("/mcp", &[], &initialize("2025-11-25"));
            response.head.get("mcp-session-id").expect("an id").to_owned()
        } else {
            let target = client.stream().target;
            target.split_once("sessionId=").expect("an id").1.to_owned()
        };
        assert!(id.bytes().all(|byte| byte.is_ascii_graphic()), "{id}");
        // 128 bits take 22 signs of Base64.
        assert!(id.len() >= 22, "{id}");
        assert!(ids.insert(id), "given out twice");
    }
    // No place in them is the same for all, so none of it is spent on something known.
    let ids: Vec<Vec<u8>> = ids.into_iter().map(String::into_bytes).collect();
    let fixed = (0..ids[0].len()).filter(|at| ids.iter().all(|id| id.get(*at) == ids[0].get(*at))).count();
    assert!(ids[0].len() - fixed >= 22, "only {} signs differ", ids[0].len() - fixed);
    bystander.unhurt();
}

#[test]
fn m_base_04_one_id_for_everybody() {
    let mut bystander = start("");
    let client = bystander.served.client();
    std::thread::scope(|scope| {
        for n in 0..16 {
            scope.spawn(move || {
                for round in 0..20 {
                    let own = format!("{n}-{round}");
                    let response = client.send(&modern(1, "echo", json!({"text": own})));
                    assert_eq!(text(&message(&response)), own);
                }
            });
        }
    });
    bystander.unhurt();
}
