//! Each call has one identity from before its first poll to its answer: what ends it reaches its function, nothing is said after
//! its answer, and its id is free as soon as it is cancelled.

use std::process::Command;

use mcp_runtime::Options;
use mcp_runtime::testing::RawClient;
use mcp_tests::http::PATIENCE;
use mcp_tests::http::client::{call, call_with_progress, initialize, initialized, text};
use mcp_tests::http::served::Served;
use mcp_tests::process::Process;
use mcp_tests::transcript::Wire;
use mcp_tests::traps::set as traps;
use mcp_tests::wires::{Sse, Streamable};
use serde_json::{Value, json};

/// A client on some transport.
struct Talk<'a>(&'a mut dyn Wire);

impl Talk<'_> {
    fn say(&mut self, message: &Value) {
        self.0.send(&message.to_string());
    }

    fn hear(&mut self) -> Value {
        let line = self.0.receive(PATIENCE).expect("the server says something");
        serde_json::from_str(&line).expect("JSON")
    }

    /// What comes next that is no notification.
    fn answer(&mut self) -> Value {
        loop {
            let message = self.hear();
            if message.get("id").is_some() {
                return message;
            }
        }
    }

    /// The answer to a call that is the next thing that comes at all.
    fn at_once(&mut self, message: &Value) -> Value {
        self.say(message);
        let answer = self.hear();
        assert_eq!(answer["id"], message["id"], "something else came first: {answer}");
        answer
    }

    fn cancel(&mut self, id: u32) {
        self.say(
            &json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": id}}),
        );
    }
}

/// `told`: how many calls were told to stop before.
fn check(wire: &mut dyn Wire, told: u32) {
    let mut talk = Talk(wire);
    talk.say(&initialize("2025-11-25"));
    talk.answer();
    talk.say(&initialized());

    // Its time is over.
    talk.say(&call_with_progress(1, "babble", json!({})));
    let answer = talk.answer();
    assert_eq!((&answer["id"], &answer["result"]["isError"]), (&json!(1), &json!(true)), "{answer}");
    assert!(text(&answer).starts_with("`babble` took longer than 100ms"), "{answer}");
    let answer = talk.at_once(&call(2, "told", json!({"count": told + 1})));
    assert_eq!(text(&answer), (told + 1).to_string());

    // It is cancelled, and its id is used again while it still runs.
    talk.say(&call_with_progress(3, "babble_for_long", json!({})));
    assert_eq!(talk.hear()["method"], "notifications/progress");
    talk.cancel(3);
    talk.say(&call(3, "increment", json!({"n": 1})));
    let answer = talk.answer();
    assert_eq!((&answer["id"], text(&answer)), (&json!(3), "2"));
    let answer = talk.at_once(&call(4, "told", json!({"count": told + 2})));
    assert_eq!(text(&answer), (told + 2).to_string());
}

#[test]
fn in_memory() {
    check(&mut RawClient::new(traps::server(), Options::default()).expect("the server starts"), 0);
}

#[test]
fn over_stdio() {
    let mut process = Process::start(Command::new(env!("CARGO_BIN_EXE_traps")).arg("--stdio"));
    check(&mut process, 0);
    process.close();
    assert!(process.wait(PATIENCE).is_some_and(|status| status.success()));
}

#[test]
fn over_http() {
    let mut served = Served::start(env!("CARGO_BIN_EXE_traps"), &[], "");
    check(&mut Sse::open(&served), 0);
    check(&mut Streamable::new(&served), 2);
    served.ends_well();
}

/// The thread that reads is inside the first call when its id is cancelled and used again.
#[test]
fn a_call_that_holds_the_reader_does_not_answer_for_another() {
    let mut process = Process::start(Command::new(env!("CARGO_BIN_EXE_traps")).arg("--stdio"));
    let mut talk = Talk(&mut process);
    talk.say(&initialize("2025-11-25"));
    talk.answer();
    talk.say(&call(1, "hold", json!({"ms": 400})));
    talk.cancel(1);
    talk.say(&call(1, "increment", json!({"n": 1})));
    let answer = talk.answer();
    assert_eq!((&answer["id"], text(&answer)), (&json!(1), "2"));
    // This one holds its thread for longer than what is left of the first.
    let answer = talk.at_once(&call(2, "hold", json!({"ms": 600})));
    assert!(text(&answer).starts_with("mcp-"), "{answer}");
}
