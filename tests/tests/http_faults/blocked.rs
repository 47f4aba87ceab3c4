//! Async tools that hold their thread: L19.

use std::time::Duration;

use mcp_tests::http::client::{Session, call, message, modern, text};
use mcp_tests::http::{Connection, PATIENCE};
use serde_json::json;

use crate::bystander::{Bystander, start};

/// Longer than a test goes on: it ends with its server.
const FOR_EVER: u64 = 600_000;

/// Begins a call that holds its thread.
fn hold(bystander: &Bystander, session: &Session, n: usize, ms: u64) -> Connection {
    let mut connection = bystander.served.connect();
    let arguments = json!({"ms": ms});
    if n.is_multiple_of(2) {
        connection.send(modern(n, "block", arguments));
    } else {
        connection.send(session.bytes(&call(n, "block", arguments)));
    }
    connection
}

/// Others are served while not one of the calls is done.
fn others_first(bystander: &mut Bystander, held: &mut [Connection]) {
    bystander.unhurt();
    for connection in held {
        assert!(!connection.has_more(Duration::from_millis(1)), "the others had to wait for a tool");
    }
}

#[test]
fn l19_tools_that_hold_every_thread() {
    let mut bystander = start("");
    let session = bystander.served.client().session("2025-06-18");
    let old = bystander.served.client().stream();
    let mut held: Vec<Connection> = (0..16).map(|n| hold(&bystander, &session, n, FOR_EVER)).collect();
    for n in 0..8 {
        old.post(&call(n, "block", json!({"ms": FOR_EVER})));
    }
    others_first(&mut bystander, &mut held);
}

#[test]
fn l19_tools_that_hold_their_thread_for_a_while_are_answered() {
    let mut bystander = start("");
    let session = bystander.served.client().session("2025-06-18");
    let held: Vec<Connection> = (0..24).map(|n| hold(&bystander, &session, n, 300)).collect();
    for mut connection in held {
        let response = connection.response(PATIENCE).expect("an answer");
        assert_eq!(text(&message(&response)), "unblocked");
    }
    bystander.unhurt();
}

#[test]
fn l19_more_of_them_than_there_can_be_threads() {
    let mut bystander = start("");
    let session = bystander.served.client().session("2025-06-18");
    let held: Vec<Connection> = (0..300).map(|n| hold(&bystander, &session, n, FOR_EVER)).collect();
    // Those that find no place may wait, or be told so; nobody else has to.
    bystander.unhurt();
    let mut refused = 0;
    for mut connection in held {
        if connection.has_more(Duration::from_millis(1)) {
            let response = connection.response(PATIENCE).expect("an answer");
            assert!(message(&response).get("error").is_some(), "a call for ever has ended: {response:?}");
            refused += 1;
        }
    }
    assert!(refused < 100, "{refused} of 300 are refused");
    bystander.unhurt();
}
