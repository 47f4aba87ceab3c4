//! Clients that are asked, and do not do what they should: the questions of others, lost streams, silence.

use std::process::Command;
use std::time::Duration;

use mcp_runtime::Options;
use mcp_runtime::testing::RawClient;
use mcp_tests::asker;
use mcp_tests::http::client::{Session, call, initialize_with, initialized, message, text};
use mcp_tests::http::request;
use mcp_tests::http::served::Served;
use mcp_tests::http::sse::{Next, Stream};
use mcp_tests::process::Process;
use mcp_tests::transcript::Wire;
use serde_json::{Value, json};

const REVISION: &str = "2025-11-25";
const PATIENCE: Duration = Duration::from_secs(20);

fn start() -> Served {
    Served::start(env!("CARGO_BIN_EXE_asker"), &[], "")
}

fn capable(served: &Served) -> Session {
    served.client().session_with(REVISION, &json!({"roots": {}}))
}

/// Calls `folders`, up to its question.
fn ask(session: &Session, id: u32) -> (Stream, Value) {
    let connection = mcp_tests::http::Connection::open(session.client.addr);
    let mut stream = Stream::open(connection, &session.bytes(&call(id, "folders", json!({}))));
    let question = stream.message();
    assert_eq!(question["method"], "roots/list", "{question}");
    (stream, question["id"].clone())
}

fn roots(id: &Value, uri: &str) -> Value {
    json!({"jsonrpc": "2.0", "id": id, "result": {"roots": [{"uri": uri}]}})
}

/// L-CLI-17
#[test]
fn a_client_that_takes_no_streams_is_not_asked() {
    let mut served = start();
    let session = capable(&served);
    let headers = [&session.headers()[..], &[("Accept", "application/json")]].concat();
    let body = call(1, "folders", json!({})).to_string();
    let answer = message(&served.client().send(&request("POST", "/mcp", &headers, body.as_bytes())));
    let expected = "the client cannot be asked: it takes no messages before the result of its request";
    assert_eq!(text(&answer), expected);
    served.ends_well();
}

/// L-CLI-14
#[test]
fn an_answer_in_another_session_is_none() {
    let mut served = start();
    let (mut one, mut other) = (capable(&served), capable(&served));
    let (mut stream, id) = ask(&one, 1);
    let (_theirs, their_id) = ask(&other, 1);
    assert_eq!(id, their_id, "the numbers are those of a session");
    assert_eq!(other.post(&roots(&id, "file:///theirs")).status(), 202);
    assert!(matches!(stream.next(Duration::from_millis(200)), Next::Nothing));
    assert_eq!(one.post(&roots(&id, "file:///ours")).status(), 202);
    let answer = stream.answer(&json!(1));
    assert!(text(&answer).contains("file:///ours"), "{answer}");
    served.ends_well();
}

/// L-RSM-02
#[test]
fn a_question_is_there_again_for_who_comes_back() {
    let mut served = start();
    let mut session = capable(&served);
    let connection = mcp_tests::http::Connection::open(session.client.addr);
    let mut stream = Stream::open(connection, &session.bytes(&call(1, "folders", json!({}))));
    let prime = stream.event().id.expect("a stream begins with an id");
    let question = stream.message();
    drop(stream);
    let mut stream = session.get(&[("Last-Event-ID", &prime)]);
    assert_eq!(stream.message(), question);
    assert_eq!(session.post(&roots(&question["id"], "file:///back")).status(), 202);
    assert!(text(&stream.answer(&json!(1))).contains("file:///back"));
    served.ends_well();
}

/// The question and the answer may each be on their way when the client loses its stream; nothing of the call is lost.
#[test]
fn an_answer_may_come_while_nobody_listens() {
    let mut served = start();
    let mut session = capable(&served);
    let connection = mcp_tests::http::Connection::open(session.client.addr);
    let mut stream = Stream::open(connection, &session.bytes(&call(7, "folders", json!({}))));
    let prime = stream.event().id.expect("a stream begins with an id");
    let id = stream.message()["id"].clone();
    drop(stream);
    assert_eq!(session.post(&roots(&id, "file:///late")).status(), 202);
    let mut stream = session.get(&[("Last-Event-ID", &prime)]);
    assert!(text(&stream.answer(&json!(7))).contains("file:///late"));
    served.ends_well();
}

#[test]
fn a_session_that_ends_takes_its_questions_with_it() {
    let mut served = start();
    let session = capable(&served);
    let (mut stream, _) = ask(&session, 1);
    session.leave();
    assert!(stream.ends());
    served.ends_well();
}

/// The input of a server over stdio, up to where calls begin.
fn begin(process: &mut Process) {
    for message in [initialize_with(REVISION, &json!({"roots": {}})), initialized()] {
        Wire::send(process, &message.to_string());
    }
    process.receive(PATIENCE).expect("the handshake");
}

#[test]
fn a_thousand_calls_wait_and_others_go_on() {
    const CALLS: u32 = 1_000;
    let mut process = Process::start(Command::new(env!("CARGO_BIN_EXE_asker")).arg("--stdio"));
    begin(&mut process);
    let before = process.memory();
    for id in 1..=CALLS {
        Wire::send(&mut process, &call(id, "folders", json!({})).to_string());
    }
    let mut open: Vec<Value> = (0..CALLS).map(|_| process.message()["id"].take()).collect();
    let grown = process.memory().saturating_sub(before);
    assert!(grown < CALLS as usize * (16 << 10), "each takes {} bytes", grown / CALLS as usize);
    Wire::send(&mut process, r#"{"jsonrpc":"2.0","id":"other","method":"ping"}"#);
    assert_eq!(process.message()["id"], "other");
    // In another order than they were asked.
    open.reverse();
    for id in &open {
        Wire::send(&mut process, &roots(id, &format!("file:///{id}")).to_string());
    }
    let mut answered: Vec<u64> = (0..CALLS).filter_map(|_| process.message()["id"].as_u64()).collect();
    answered.sort_unstable();
    assert!(answered.into_iter().eq(1..=u64::from(CALLS)), "each call is answered once");
    process.close();
    assert!(process.wait(PATIENCE).expect("it ends").success());
}

/// L-CLI-18
#[test]
fn nobody_waits_for_a_client_that_left() {
    let mut process = Process::start(Command::new(env!("CARGO_BIN_EXE_asker")).arg("--stdio"));
    begin(&mut process);
    Wire::send(&mut process, &call(1, "folders", json!({})).to_string());
    assert_eq!(process.message()["method"], "roots/list");
    process.close();
    assert_eq!(text(&process.message()), "the client is gone");
    assert!(process.wait(PATIENCE).expect("it ends").success());
}

fn in_memory(options: Options) -> RawClient {
    let mut client = RawClient::new(asker::server(), options).expect("a server");
    for message in [initialize_with(REVISION, &json!({"roots": {}})), initialized()] {
        client.send(&message.to_string());
    }
    client.receive(PATIENCE).expect("the handshake");
    client
}

fn heard(client: &mut RawClient) -> Value {
    serde_json::from_str(&client.receive(PATIENCE).expect("a message")).expect("JSON")
}

/// L-LIFE-09
#[test]
fn a_question_has_its_time() {
    let mut client = in_memory(Options::default().answer_deadline(Duration::from_millis(100)));
    client.send(&call(1, "folders", json!({})).to_string());
    let question = heard(&mut client);
    let cancelled = heard(&mut client);
    assert_eq!(cancelled["method"], "notifications/cancelled");
    assert_eq!(cancelled["params"]["requestId"], question["id"]);
    assert_eq!(text(&heard(&mut client)), "the user did not answer");
}

/// L-CLI-04
#[test]
fn a_client_that_declines_for_ever_is_not_asked_for_ever() {
    let mut client = in_memory(Options::default());
    client.send(&call(1, "endless", json!({})).to_string());
    let mut asked = 0;
    let answer = loop {
        let said = heard(&mut client);
        if said["method"] != "roots/list" {
            break said;
        }
        asked += 1;
        let refusal = json!({"jsonrpc": "2.0", "id": said["id"], "error": {"code": -1, "message": "no"}});
        client.send(&refusal.to_string());
    };
    assert_eq!(asked, 64);
    assert!(text(&answer).starts_with("internal error (reference "), "{answer}");
}

/// A call of a client of 2026-07-28 that can be asked for roots.
fn modern(id: u32, tool: &str) -> String {
    let mut message = call(id, tool, json!({}));
    message["params"]["_meta"] = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {"roots": {}},
    });
    message.to_string()
}

/// M-MRTR-08: the first thousand fills what is kept for good, such as the threads' stacks.
#[test]
fn nothing_is_kept_for_rounds_that_nobody_comes_back_to() {
    let mut process = Process::start(Command::new(env!("CARGO_BIN_EXE_asker")).arg("--stdio"));
    let mut abandon = || {
        for id in 0..1_000 {
            Wire::send(&mut process, &modern(id, if id % 2 == 0 { "forgetful" } else { "folders" }));
        }
        for _ in 0..1_000 {
            let answer = process.message();
            assert_eq!(answer["result"]["resultType"], "input_required", "{answer}");
        }
        process.memory()
    };
    let before = abandon();
    let after = (0..4).map(|_| abandon()).last().unwrap_or_default();
    let grown = after.saturating_sub(before);
    assert!(grown < 2 << 20, "4,000 rounds left {grown} bytes");
    process.close();
    assert!(process.wait(PATIENCE).expect("it ends").success());
}
