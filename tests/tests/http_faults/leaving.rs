//! Clients that go: L04, L05, L11, X10, X11.

use std::time::Duration;

use mcp_tests::http::client::{call, call_with_progress, modern, modern_request, text};
use mcp_tests::http::served::{eventually, marked};
use mcp_tests::http::sse::Stream;
use mcp_tests::http::{Connection, PATIENCE, request};
use serde_json::{Value, json};

use crate::bystander::{mark, start, start_marked};

/// Closes with a reset instead of a farewell.
fn reset(connection: &mcp_tests::http::Connection) {
    rustix::net::sockopt::set_socket_linger(connection.socket(), Some(Duration::ZERO))
        .expect("a socket option");
}

/// L-HTTP-18
#[test]
fn l04_a_lost_connection_cancels_nothing_in_a_session() {
    // The answer is waited for, or is a stream already.
    for (stream, options) in [(false, ""), (true, "stream_after_ms=50")] {
        let path = mark(&format!("l04-{stream}"));
        let mut bystander = start_marked(&path, options);
        let session = bystander.served.client().session("2025-06-18");
        let mut connection = bystander.served.connect();
        connection.send(session.bytes(&call(1, "slow", json!({"ms": 1500}))));
        assert!(marked(&path, "began"));
        if stream {
            assert_eq!(connection.head(PATIENCE).expect("a stream").status, 200);
        }
        drop(connection);
        assert!(marked(&path, "finished"), "stream: {stream}");
        let marks = std::fs::read_to_string(&path).expect("marks");
        assert!(!marks.contains("dropped"), "{marks}");
        bystander.unhurt();
        let _ = std::fs::remove_file(path);
    }
}

#[test]
fn l04_the_end_of_a_session_cancels_its_calls() {
    let path = mark("l04-delete");
    let mut bystander = start_marked(&path, "stream_after_ms=50");
    let session = bystander.served.client().session("2025-06-18");
    let mut calling =
        Stream::open(bystander.served.connect(), &session.bytes(&call(1, "slow", json!({"ms": 600_000}))));
    assert!(marked(&path, "began"));
    session.leave();
    assert!(marked(&path, "dropped"));
    assert!(calling.ends(), "the stream of the call ends as it should");
    bystander.unhurt();
    let _ = std::fs::remove_file(path);
}

#[test]
fn l_rsm_08_a_large_answer_that_was_cut_off_is_come_back_for() {
    // Larger than what is kept of a stream, and not too large to be kept for a client that left.
    let mut bystander = start("replay_bytes=1000");
    let session = bystander.served.client().session("2025-03-26");
    let big = call(2, "big", json!({"bytes": 900_000}));
    let batch = json!([{"jsonrpc": "2.0", "id": 1, "method": "ping"}, big]);
    let mut stream = Stream::open(bystander.served.connect(), &session.bytes(&batch));
    let first = stream.event();
    assert_eq!(first.json()["id"], 1);
    drop(stream);
    let id = first.id.expect("an event of a session has an id");
    let mut again = session.get(&[("Last-Event-ID", &id)]);
    assert_eq!(again.head.status, 200);
    let answer = again.message();
    assert_eq!((&answer["id"], text(&answer).len()), (&json!(2), 900_000));
    assert!(again.ends());
    bystander.unhurt();
}

/// M-HTTP-14, M-CANC-04
#[test]
fn l05_a_lost_connection_cancels_a_modern_call() {
    // The answer is waited for, or is a stream already; the tool is a future, or waits on a thread.
    for (name, tool, told, options) in [
        ("future", "slow", "dropped", ""),
        ("future-stream", "slow", "dropped", "stream_after_ms=50"),
        ("thread", "sleep", "cancelled", ""),
    ] {
        for with_reset in [false, true] {
            let path = mark(&format!("l05-{name}-{with_reset}"));
            let mut bystander = start_marked(&path, options);
            let message = call_with_progress(1, tool, json!({"ms": 600_000}));
            let mut connection = bystander.served.connect();
            connection.send(modern_request(message));
            if tool == "sleep" || !options.is_empty() {
                assert_eq!(connection.head(PATIENCE).expect("a stream").status, 200);
            }
            if tool == "slow" {
                assert!(marked(&path, "began"));
            }
            if with_reset {
                reset(&connection);
            }
            drop(connection);
            assert!(marked(&path, told), "{name}, reset: {with_reset}");
            bystander.unhurt();
            let _ = std::fs::remove_file(path);
        }
    }
}

/// M-SUB-11
#[test]
fn l05_a_listener_that_left_is_forgotten() {
    let mut bystander = start("");
    let listen = || {
        let message = json!({"jsonrpc": "2.0", "id": "s", "method": "subscriptions/listen",
            "params": {"notifications": {"toolsListChanged": true}}});
        Stream::open(bystander.served.connect(), &modern_request(message))
    };
    let before = bystander.served.settled();
    for _ in 0..50 {
        let mut stream = listen();
        assert_eq!(stream.message()["method"], "notifications/subscriptions/acknowledged");
        reset(&stream.connection);
    }
    assert!(eventually(|| bystander.served.descriptors() <= before), "the connections stay");
    bystander.served.client().send(&modern(1, "toggle", json!({"name": "echo", "on": false})));
    bystander.unhurt();
}

#[test]
fn l11_five_hundred_resets_in_mid_request() {
    let mut bystander = start("");
    let whole = modern(1, "slow", json!({"ms": 600_000}));
    let reset_all = |count: usize| {
        for n in 0..count {
            let mut connection = bystander.served.connect();
            // Somewhere in the head, in the body, or behind it.
            let end = if n % 5 == 4 { whole.len() } else { 1 + n * 7 % (whole.len() - 1) };
            connection.send(&whole[..end]);
            reset(&connection);
        }
    };
    let descriptors = bystander.served.settled();
    reset_all(100);
    assert!(eventually(|| bystander.served.descriptors() <= descriptors), "the connections stay");
    let memory = bystander.served.process.memory();
    reset_all(500);
    assert!(eventually(|| bystander.served.descriptors() <= descriptors), "the connections stay");
    // What is left after the first hundred is left once, not each time: 8 KiB each would be 4 MiB.
    let grown = bystander.served.process.memory().saturating_sub(memory);
    assert!(grown < 4 << 20, "grown by {grown} bytes");
    bystander.unhurt();
}

#[test]
fn x10_x11_the_end_of_a_stream_is_the_end_of_its_session() {
    for (tool, begun, told) in [("slow", "began", "dropped"), ("sleep", "", "cancelled")] {
        for with_reset in [false, true] {
            let path = mark(&format!("x11-{tool}-{with_reset}"));
            let mut bystander = start_marked(&path, "");
            let client = bystander.served.client();
            let mut stream = client.stream();
            let target = stream.target.clone();
            stream.post(&call_with_progress(1, tool, json!({"ms": 600_000})));
            if begun.is_empty() {
                assert_eq!(stream.stream.message()["method"], "notifications/progress");
            } else {
                assert!(marked(&path, begun));
            }
            if with_reset {
                reset(&stream.stream.connection);
            }
            drop(stream);
            assert!(marked(&path, told), "the call goes on");
            assert!(eventually(|| client.post(&target, &[], &call(2, "nothing", json!({}))).status() == 404));
            bystander.unhurt();
            let _ = std::fs::remove_file(path);
        }
    }
}

#[test]
fn x11_messages_that_waited_when_their_stream_ended_are_not_run() {
    let path = mark("x11-waiting");
    let mut bystander = start_marked(&path, "");
    let stream = bystander.served.client().stream();
    let post = |message: Value| {
        let mut connection = bystander.served.connect();
        connection.send(request("POST", &stream.target, &[], message.to_string().as_bytes()));
        connection
    };
    // Fills what is between, so that the next messages wait for room.
    let fill =
        |n: usize| post(call(n, "big", json!({"bytes": 4_000_000}))).head(Duration::from_secs(2)).is_some();
    assert!((0..40).any(|n| !fill(n)), "there is always room");
    let mut waiting: Vec<_> = (100..103).map(|n| post(call(n, "slow", json!({"ms": 1})))).collect();
    // Their heads have been read.
    bystander.served.client().call_modern_add();
    drop(stream);
    let status = |connection: &mut Connection| connection.response(PATIENCE).expect("an answer").status();
    let accepted = waiting.iter_mut().map(status).filter(|status| *status != 404).count();
    let begun = std::fs::read_to_string(&path).unwrap_or_default().matches("began").count();
    assert!(begun <= accepted, "{begun} are run, {accepted} were accepted");
    bystander.unhurt();
    let _ = std::fs::remove_file(path);
}

#[test]
fn x11_a_thousand_streams_come_and_go() {
    let mut bystander = start("");
    let come_and_go = |count: usize| {
        for n in 0..count {
            let stream = Stream::open(bystander.served.connect(), &request("GET", "/sse", &[], b""));
            if n % 2 == 0 {
                reset(&stream.connection);
            }
        }
    };
    let descriptors = bystander.served.settled();
    come_and_go(200);
    assert!(eventually(|| bystander.served.descriptors() <= descriptors), "the connections stay");
    let memory = bystander.served.process.memory();
    come_and_go(1000);
    assert!(eventually(|| bystander.served.descriptors() <= descriptors), "the connections stay");
    // A session that stayed would cost some KiB: 4 MiB is one for each.
    let grown = bystander.served.process.memory().saturating_sub(memory);
    assert!(grown < 4 << 20, "grown by {grown} bytes");
    bystander.unhurt();
}

/// A lost connection is no cancellation; but a call that nobody can come back to does not go on for ever.
#[test]
fn x12_a_call_whose_client_is_gone_for_good_ends() {
    for with_stream in [true, false] {
        let path = mark(&format!("x12-{with_stream}"));
        // A stream can be come back to for a while; before it is one, a response cannot.
        let after = if with_stream { "stream_after_ms=50" } else { "stream_after_ms=60000" };
        let options = format!("unheard_deadline_ms=200,replay_age_ms=100,session_ttl_ms=1000,{after}");
        let bystander = start_marked(&path, &options);
        let session = bystander.served.client().session("2025-11-25");
        let message = call(1, "slow", json!({"ms": 600_000}));
        let mut connection = bystander.served.connect();
        connection.send(session.bytes(&message));
        if with_stream {
            assert_eq!(connection.head(PATIENCE).expect("a stream").status, 200);
        }
        assert!(marked(&path, "began"));
        drop(connection);
        assert!(marked(&path, "dropped"), "it goes on");
        bystander.served.alive();
        let _ = std::fs::remove_file(path);
    }
}
