//! The start and the end of the server: L09, L10, L24.

use std::process::Command;
use std::time::{Duration, Instant};

use mcp_tests::http::client::{call, message, modern, modern_request, text};
use mcp_tests::http::served::{Served, eventually};
use mcp_tests::http::sse::{Next, Stream};
use mcp_tests::http::{Connection, PATIENCE};
use mcp_tests::process::Process;
use serde_json::json;

use crate::bystander::{TESTBED, mark, start};

fn ends_well(process: &mut Process) {
    let status =
        process.wait(PATIENCE).unwrap_or_else(|| panic!("still running; stderr: {}", process.stderr()));
    assert!(status.success(), "{status}; stderr: {}", process.stderr());
}

#[test]
fn l09_calls_may_finish() {
    for signal in ["TERM", "INT"] {
        let path = mark(&format!("l09-{signal}"));
        let mut command = Command::new(TESTBED);
        command.args(["--http", "127.0.0.1:0", "--grace", "20"]).env("TESTBED_MARK", &path);
        let mut served = Served::of(&mut command);
        let client = served.client();
        let session = client.session("2025-06-18");
        let mut old = client.stream();
        let slow = |id: &str| call(id, "slow", json!({"ms": 2500}));
        let mut modern_call = served.connect();
        modern_call.send(modern("m", "slow", json!({"ms": 2500})));
        let mut session_call = served.connect();
        session_call.send(session.bytes(&slow("s")));
        old.post(&slow("o"));
        let begun = || std::fs::read_to_string(&path).is_ok_and(|marks| marks.matches("began").count() == 3);
        assert!(eventually(begun));
        served.process.signal(signal);
        for (connection, id) in [(&mut modern_call, "m"), (&mut session_call, "s")] {
            let response = connection.response(PATIENCE).unwrap_or_else(|| panic!("{signal}: {id} is lost"));
            let answer = message(&response);
            assert_eq!(
                (&answer["id"], text(&answer), response.whole),
                (&json!(id), "done", true),
                "{signal}"
            );
        }
        assert_eq!(text(&old.stream.answer(&json!("o"))), "done", "{signal}");
        assert!(old.stream.ends(), "{signal}: the stream is cut");
        ends_well(&mut served.process);
        assert!(Connection::try_open(served.addr).is_err(), "{signal}: the port is still taken");
        let _ = std::fs::remove_file(path);
    }
}

#[test]
fn l09_a_call_that_does_not_end() {
    let mut served = Served::start(TESTBED, &["--grace", "0.3"], "stream_after_ms=50");
    let session = served.client().session("2025-06-18");
    let forever = json!({"ms": 600_000});
    let mut calling = Stream::open(served.connect(), &session.bytes(&call(1, "slow", forever.clone())));
    let mut blocked = served.connect();
    blocked.send(modern(1, "block", forever.clone()));
    let mut old = served.client().stream();
    old.post(&call(1, "sleep", forever));
    served.process.signal("TERM");
    ends_well(&mut served.process);
    while let Next::Event(_) = calling.next(PATIENCE) {}
    while let Next::Event(_) = old.stream.next(PATIENCE) {}
    assert!(blocked.closes(PATIENCE));
}

#[test]
fn l10_streams_end_as_they_should() {
    let mut served = Served::start(TESTBED, &[], "");
    let client = served.client();
    let session = client.session("2025-11-25");
    let mut own = session.listen();
    let mut old = client.stream();
    let listen = json!({"jsonrpc": "2.0", "id": "s", "method": "subscriptions/listen",
        "params": {"notifications": {"toolsListChanged": true}}});
    let mut listening = Stream::open(served.connect(), &modern_request(listen));
    assert_eq!(listening.message()["method"], "notifications/subscriptions/acknowledged");
    served.process.signal("TERM");
    // M-SUB-06; and over HTTP no `notifications/cancelled` (AMB-01).
    let last = listening.message();
    assert_eq!((&last["id"], &last["result"]["resultType"]), (&json!("s"), &json!("complete")), "{last}");
    assert_eq!(last["result"]["_meta"]["io.modelcontextprotocol/subscriptionId"], "s", "{last}");
    assert_eq!(last["result"]["_meta"]["io.modelcontextprotocol/serverInfo"]["name"], "testbed", "{last}");
    assert!(listening.ends(), "the subscription is cut");
    assert!(own.ends(), "the stream of the session is cut");
    assert!(old.stream.ends(), "the old stream is cut");
    ends_well(&mut served.process);
}

#[test]
fn l10_idle_connections_do_not_hold_it_up() {
    let mut served = Served::start(TESTBED, &["--grace", "600"], "");
    let mut idle = served.connect();
    idle.send(mcp_tests::http::request("GET", "/health", &[], b""));
    assert_eq!(idle.response(PATIENCE).expect("an answer").text(), "ok");
    let mut begun = served.connect();
    begun.send("GET /he");
    let mut silent = served.connect();
    served.process.signal("TERM");
    ends_well(&mut served.process);
    assert!(idle.closes(PATIENCE) && begun.closes(PATIENCE) && silent.closes(PATIENCE));
}

#[test]
fn l10_a_second_signal_ends_it_at_once() {
    let mut served = Served::start(TESTBED, &["--grace", "600"], "stream_after_ms=50");
    let session = served.client().session("2025-06-18");
    let calling = Stream::open(served.connect(), &session.bytes(&call(1, "slow", json!({"ms": 600_000}))));
    served.process.signal("TERM");
    assert!(eventually(|| Connection::try_open(served.addr).is_err()), "it still takes connections");
    served.process.signal("TERM");
    assert!(served.process.wait(PATIENCE).is_some(), "still running");
    drop(calling);
}

#[test]
fn l10_a_message_that_is_half_sent_when_the_end_comes() {
    let mut served = Served::start(TESTBED, &["--grace", "20"], "");
    let mut old = served.client().stream();
    let body = call("late", "add", json!({"a": 1, "b": 1})).to_string();
    let bytes = mcp_tests::http::request("POST", &old.target, &[], body.as_bytes());
    let (head, rest) = bytes.split_at(bytes.len() - 10);
    let mut connection = served.connect();
    connection.send(head);
    // A request on the same server, so that the half has been read.
    served.client().call_modern_add();
    served.process.signal("TERM");
    assert!(eventually(|| Connection::try_open(served.addr).is_err()), "it still takes connections");
    connection.send(rest);
    let accepted = connection.response(PATIENCE).is_some_and(|response| response.status() == 202);
    let mut answered = false;
    while let Next::Event(event) = old.stream.next(PATIENCE) {
        answered |= event.json()["id"] == "late";
    }
    // Refused, or answered; not accepted and then lost.
    assert_eq!(accepted, answered);
    ends_well(&mut served.process);
}

#[test]
fn l10_the_end_of_stdin_is_not_the_end() {
    let mut bystander = start("");
    bystander.served.process.close();
    std::thread::sleep(Duration::from_millis(200));
    bystander.unhurt();
    bystander.served.ends_well();
}

/// A port that was free a moment ago.
fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

#[test]
fn l24_a_client_that_is_there_before_the_server() {
    let addr = std::net::SocketAddr::from(([127, 0, 0, 1], free_port()));
    let clients: Vec<_> = (0..8)
        .map(|_| {
            std::thread::spawn(move || {
                let until = Instant::now() + PATIENCE;
                loop {
                    // Refused is fine; taken and then not answered is not.
                    if let Ok(mut connection) = Connection::try_open(addr) {
                        connection.send(modern(1, "nothing", json!({})));
                        return connection.response(PATIENCE).expect("an answer").status();
                    }
                    assert!(Instant::now() < until, "the server does not come");
                }
            })
        })
        .collect();
    let mut command = Command::new(TESTBED);
    command.args(["--http", &addr.to_string()]);
    let mut served = Served::of(&mut command);
    for client in clients {
        assert_eq!(client.join().expect("a client"), 200);
    }
    served.ends_well();
}

#[test]
fn l24_a_server_that_starts_again() {
    let addr = std::net::SocketAddr::from(([127, 0, 0, 1], free_port()));
    let mut held = Vec::new();
    for round in 0..3 {
        let mut command = Command::new(TESTBED);
        command.args(["--http", &addr.to_string()]);
        let mut served = Served::of(&mut command);
        assert_eq!(served.addr, addr, "round {round}");
        // Connections of the last one are still being forgotten.
        held.push(served.client().session("2025-06-18").listen());
        served.alive();
        served.ends_well();
        let gone = Command::new(TESTBED).args(["--http", &addr.to_string(), "--version"]).output();
        assert!(gone.expect("it runs").status.success());
    }
}

#[test]
fn l17_a_full_disk_under_the_log() {
    if !std::path::Path::new("/dev/full").exists() {
        return;
    }
    let addr = std::net::SocketAddr::from(([127, 0, 0, 1], free_port()));
    let mut command = Command::new("sh");
    command.args(["-c", "exec \"$0\" --http \"$1\" --log trace 2>/dev/full", TESTBED, &addr.to_string()]);
    let mut process = Process::start(&mut command);
    assert!(eventually(|| Connection::try_open(addr).is_ok()), "it does not start");
    let client = mcp_tests::http::client::Client { addr };
    for _ in 0..100 {
        let response = client.send(&modern(1, "boom", json!({})));
        assert_eq!(message(&response)["result"]["isError"], true);
    }
    client.call_modern_add();
    client.session("2025-06-18").call_add();
    client.stream().call_add();
    process.signal("TERM");
    assert!(process.wait(PATIENCE).is_some_and(|status| status.success()));
}
