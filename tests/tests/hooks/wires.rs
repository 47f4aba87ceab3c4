//! Hooks and values of a call over every wire. The server is this program, run once more for one test, which serves.

use std::process::Command;
use std::time::Duration;

use mcp_runtime::Options;
use mcp_tests::http::client::{call, message, modern, text};
use mcp_tests::http::served::Served;
use mcp_tests::process::Process;
use mcp_tests::transcript::Wire as _;
use serde_json::{Value, json};

use crate::shop::{Log, things};

/// Its arguments, where it is to serve.
const LINE: &str = "MCP_TESTS_HOOKS_LINE";

#[test]
fn serve() {
    let Ok(line) = std::env::var(LINE) else { return };
    let line = std::iter::once("shop").chain(line.split(' ')).map(Into::into);
    let _ = mcp_runtime::run_from(things::server(Log::default()), Options::default(), line);
}

fn command(line: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("the program"));
    command.args(["--exact", "wires::serve", "--nocapture"]).env(LINE, line);
    command
}

fn shout(id: u64) -> Value {
    call(id, "say", json!({"how": "shout"}))
}

#[test]
fn over_http_of_every_revision() {
    let served = Served::of(&mut command("--http 127.0.0.1:0"));
    let client = served.client();
    assert_eq!(text(&message(&client.send(&modern(1, "say", json!({"how": "shout"}))))), "SHOUT");
    let answer = message(&client.send(&modern(1, "say", json!({"how": 7}))));
    assert_eq!(answer["result"]["isError"], true, "{answer}");
    let mut session = client.session("2025-11-25");
    assert_eq!(text(&message(&session.post(&shout(1)))), "SHOUT");
    assert_eq!(text(&message(&session.post(&call(2, "block", json!({"how": "shout"}))))), "SHOUT");
    let mut batched = client.session("2025-03-26");
    let answers = batched.post(&json!([shout(1), shout(2)])).text();
    assert_eq!(answers.matches("SHOUT").count(), 2, "{answers}");
    let mut stream = client.stream();
    stream.post(&shout(7));
    assert_eq!(text(&stream.stream.answer(&json!(7))), "SHOUT");
}

#[test]
fn over_stdio_and_on_the_command_line() {
    let mut served = Process::start(&mut command("--stdio"));
    let mut message = shout(1);
    message["params"]["_meta"] = mcp_tests::http::client::claim();
    served.send(&message.to_string());
    // What comes before it is of the test that serves.
    let answer =
        std::iter::from_fn(|| served.receive(Duration::from_secs(20))).find(|line| line.starts_with('{'));
    let answer: Value = serde_json::from_str(&answer.expect("an answer")).expect("JSON");
    assert_eq!(text(&answer), "SHOUT");
    let output = command("call say --how shout").output().expect("it runs");
    assert!(String::from_utf8_lossy(&output.stdout).contains("SHOUT\n"), "{output:?}");
}
