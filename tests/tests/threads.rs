//! Threads that tools hold: bounded, counted until they are free, and nobody else waits for them.
#![cfg(target_os = "linux")]

use std::process::Command;
use std::time::Duration;

use mcp_tests::http::client::{call, initialize, message, modern, text};
use mcp_tests::http::served::{Served, eventually};
use mcp_tests::http::{Connection, PATIENCE};
use mcp_tests::process::Process;
use mcp_tests::transcript::Wire;
use serde_json::{Value, json};

const TESTBED: &str = env!("CARGO_BIN_EXE_testbed");
const TRAPS: &str = env!("CARGO_BIN_EXE_traps");

/// Longer than a test goes on: it ends with its server.
const FOR_EVER: u64 = 600_000;

/// What a server has beside the threads that tools hold: readers, writers, watches, the workers of two runtimes.
const OWN: usize = 16;

fn stdio(program: &str, options: &str) -> Process {
    let mut server = Process::start(Command::new(program).arg("--stdio").env("TESTBED_OPTIONS", options));
    server.send(&initialize("2025-11-25").to_string());
    server.message();
    server
}

fn ping(server: &mut Process) {
    server.send(r#"{"jsonrpc":"2.0","id":"ping","method":"ping"}"#);
    assert_eq!(server.message()["id"], "ping");
}

#[test]
fn over_stdio_calls_that_hold_a_thread_count_as_pending() {
    for tool in ["block", "sleep"] {
        let mut server = stdio(TESTBED, "max_in_flight=8");
        for n in 0..60 {
            server.send(&call(n, tool, json!({"ms": FOR_EVER})).to_string());
        }
        for _ in 0..52 {
            let answer = server.message();
            assert_eq!(answer["error"]["code"], -32603, "{tool}: {answer}");
        }
        ping(&mut server);
        assert!(server.threads() <= OWN + 8, "{tool}: {} threads", server.threads());
    }
}

/// A call that was cancelled holds its thread all the same.
#[test]
fn over_stdio_a_thread_is_taken_until_it_is_free() {
    let mut server = stdio(TESTBED, "blocking_threads=16");
    for n in 0..400 {
        server
            .send(&call(n, if n % 2 == 0 { "block" } else { "sleep" }, json!({"ms": FOR_EVER})).to_string());
        let cancel =
            json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": n}});
        server.send(&cancel.to_string());
    }
    ping(&mut server);
    server.send(&call("add", "add", json!({"a": 1, "b": 2})).to_string());
    assert_eq!(text(&server.message()), "3");
    // Those of the async tool, and those of the other one.
    assert!(server.threads() <= OWN + 65 + 16, "{} threads", server.threads());
}

#[test]
fn over_http_a_thread_is_taken_until_it_is_free() {
    let served = Served::start(TESTBED, &[], "blocking_threads=16");
    for n in 0..300 {
        let tool = if n % 2 == 0 { "block" } else { "sleep" };
        let mut connection: Connection = served.connect();
        assert!(connection.send(modern(n, tool, json!({"ms": FOR_EVER}))));
        // It was begun: what comes after it on another connection is answered.
        served.client().call_modern_add();
    }
    assert!(served.threads() <= OWN + 64 + 16, "{} threads", served.threads());
    // Other tools of both kinds find threads, although theirs were never polled before.
    assert_eq!(text(&message(&served.client().send(&modern(1, "increment", json!({"n": 1}))))), "2");
    let hello = message(&served.client().send(&modern(1, "chatter", json!({"messages": 0, "bytes": 0}))));
    assert_eq!(hello["result"]["isError"], Value::Null, "{hello}");
    served.alive();
}

#[test]
fn over_http_a_tool_that_took_its_time_once_is_trusted_again() {
    let served = Served::start(TRAPS, &["--log", "warn"], "");
    let hold =
        |ms: u64| text(&message(&served.client().send(&modern(1, "hold", json!({"ms": ms}))))).to_owned();
    assert_eq!(hold(300), "mcp-apart", "nobody knows it yet");
    assert!(served.stderr_has("held its thread"), "nobody said so");
    // A busy machine may make one of them slow, and then it takes as many again.
    assert!(eventually(|| hold(0) == "mcp-http"), "it is never trusted again");
}

#[test]
fn over_stdio_a_tool_that_took_its_time_once_is_trusted_again() {
    let mut server = stdio(TRAPS, "");
    let mut hold = |ms: u64| {
        server.send(&call(1, "hold", json!({"ms": ms})).to_string());
        text(&server.message()).to_owned()
    };
    assert_eq!(hold(300), "mcp-reader", "it is trusted until it shows otherwise");
    assert_eq!(hold(0), "mcp-apart", "it is not trusted any more");
    assert!(eventually(|| hold(0) == "mcp-reader"), "it is never trusted again");
}

#[test]
fn a_server_that_nobody_asks_does_nothing() {
    let served = Served::start(TESTBED, &[], "");
    served.alive();
    let quiet = || {
        let before = served.waits();
        std::thread::sleep(Duration::from_millis(700));
        served.waits() - before < 5
    };
    assert!(eventually(quiet), "it wakes up again and again");
    served.alive();
    assert!(eventually(quiet), "it wakes up again and again");
}

/// Where the system gives no thread, calls that need one are told so, and the others are answered.
#[test]
fn without_a_thread_there_is_an_answer() {
    let mut server = stdio(TRAPS, "");
    let mut ask = |tool: &str, arguments: Value| {
        server.send(&call(tool, tool, arguments).to_string());
        server.message()
    };
    assert_eq!(text(&ask("no_more_threads", json!({}))), "none");
    assert!(text(&ask("bomb_blocking", json!({}))).contains("no thread for this call"));
    assert_eq!(text(&ask("increment", json!({"n": 1}))), "2");
    // A tool that holds the reader gives it back in the end.
    server.send(&call(1, "hold", json!({"ms": 200})).to_string());
    server.send(&call(2, "increment", json!({"n": 2})).to_string());
    assert_eq!(server.message()["id"], 1);
    assert_eq!(text(&server.message()), "3");
    assert!(server.stderr_has("there is no other one", PATIENCE), "{}", server.stderr());
    server.close();
    let status = server.wait(PATIENCE).expect("the server ends with its input");
    assert!(status.success(), "{status}; stderr: {}", server.stderr());
}
