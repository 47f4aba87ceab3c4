//! Code of the author's that panics outside the body of a tool: the call gets an answer, and the server goes on.

use std::process::Command;

use mcp_runtime::testing::RawClient;
use mcp_runtime::{HttpService, Options};
use mcp_tests::http::PATIENCE;
use mcp_tests::http::client::{call, initialize, message, modern};
use mcp_tests::http::served::Served;
use mcp_tests::process::Process;
use mcp_tests::transcript::Wire;
use mcp_tests::traps::set as traps;
use serde_json::{Value, json};

/// A tool of the traps, its arguments, and how its answer begins.
fn cases() -> [(&'static str, Value, &'static str); 7] {
    let hidden = "internal error (reference ";
    [
        ("read", json!({"value": 1}), hidden),
        ("tenth", json!({"n": 0}), hidden),
        ("write", json!({}), hidden),
        ("fail", json!({}), hidden),
        ("bomb", json!({}), hidden),
        ("bomb_blocking", json!({}), hidden),
        ("dropped", json!({}), "`dropped` took longer than"),
    ]
}

fn check(answer: &Value, tool: &str, begins: &str) {
    let text = answer["result"]["content"][0]["text"].as_str().unwrap_or_default();
    assert!(answer["result"]["isError"] == true && text.starts_with(begins), "{tool}: {answer}");
}

/// Calls each, and a tool that works after each.
fn over(wire: &mut dyn Wire) {
    let mut ask = |message: &Value| -> Value {
        wire.send(&message.to_string());
        let line = wire.receive(PATIENCE).unwrap_or_else(|| panic!("no answer to {message}"));
        serde_json::from_str(&line).expect("JSON")
    };
    ask(&initialize("2025-11-25"));
    for (tool, arguments, begins) in cases() {
        check(&ask(&call(1, tool, arguments)), tool, begins);
        let answer = ask(&call(2, "increment", json!({"n": 1})));
        assert_eq!(answer["result"]["structuredContent"]["result"], 2, "after {tool}: {answer}");
    }
}

#[test]
fn in_memory() {
    over(&mut RawClient::new(traps::server(), Options::default()).expect("the server starts"));
}

#[test]
fn over_stdio() {
    let mut process = Process::start(Command::new(env!("CARGO_BIN_EXE_traps")).arg("--stdio"));
    over(&mut process);
    assert!(process.stderr().contains("secret: nobody reads this"), "{}", process.stderr());
    process.close();
    let status = process.wait(PATIENCE).expect("the server ends with its input");
    assert!(status.success(), "{status}");
}

#[test]
fn over_http() {
    let mut served = Served::start(env!("CARGO_BIN_EXE_traps"), &[], "");
    let mut session = served.client().session("2025-06-18");
    let stream = served.client().stream();
    for (tool, arguments, begins) in cases() {
        check(&message(&served.client().send(&modern(1, tool, arguments.clone()))), tool, begins);
        check(&message(&session.post(&call(1, tool, arguments.clone()))), tool, begins);
        stream.post(&call(tool, tool, arguments));
    }
    let answer = message(&session.post(&call(2, "increment", json!({"n": 1}))));
    assert_eq!(answer["result"]["structuredContent"]["result"], 2, "{answer}");
    served.ends_well();
}

/// What a layer around the service put into the request is cloned for the tool, and dropped after it.
#[test]
fn what_a_layer_put_there() {
    use http_body_util::{BodyExt, Full};
    use tower_service::Service as _;

    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let mut service = HttpService::new(traps::server(), Options::default()).expect("the server starts");
        for (tool, arguments) in [("unique", json!({})), ("increment", json!({"n": 1}))] {
            let bytes = modern(1, tool, arguments);
            let text = String::from_utf8(bytes).expect("text");
            let (head, body) = text.split_once("\r\n\r\n").expect("a head and a body");
            let mut request = http::Request::post("/mcp");
            for (name, value) in head.lines().skip(1).filter_map(|line| line.split_once(": ")) {
                request = request.header(name, value);
            }
            request = request.extension(traps::Unique).extension(std::sync::Arc::new(traps::Bomb(2)));
            let request = request.body(Full::new(bytes::Bytes::from(body.to_owned()))).expect("a request");
            let response = service.call(request).await.expect("an answer");
            let body = response.into_body().collect().await.expect("a body").to_bytes();
            let answer: Value = serde_json::from_slice(&body).expect("JSON");
            if tool == "unique" {
                check(&answer, tool, "internal error (reference ");
            } else {
                assert_eq!(answer["result"]["structuredContent"]["result"], 2, "{answer}");
            }
        }
    });
}
