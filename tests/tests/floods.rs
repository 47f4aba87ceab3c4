//! Tools that say much at once: what clients hear of it.

use mcp_runtime::Options;
use mcp_runtime::testing::RawClient;
use mcp_tests::http::PATIENCE;
use mcp_tests::http::client::{call, initialize, initialized};
use mcp_tests::traps::set as traps;
use serde_json::{Value, json};

fn client() -> RawClient {
    let mut client = RawClient::new(traps::server(), Options::default()).expect("the server starts");
    client.send(&initialize("2025-11-25").to_string());
    receive(&mut client);
    client
}

fn receive(client: &mut RawClient) -> Value {
    let line = client.receive(PATIENCE).expect("a message");
    serde_json::from_str(&line).expect("JSON")
}

/// What comes before the answer to a call, which is told apart by its id.
fn said(client: &mut RawClient, message: &Value) -> Vec<Value> {
    client.send(&message.to_string());
    let mut said = Vec::new();
    loop {
        let message = receive(client);
        if message.get("id").is_some() {
            return said;
        }
        said.push(message);
    }
}

/// L-LOG-05
#[test]
fn of_a_flood_of_log_messages_some_are_left_out_and_counted() {
    let said = said(&mut client(), &call(1, "log", json!({"lines": 200_000})));
    let data: Vec<&Value> = said.iter().map(|message| &message["params"]["data"]).collect();
    let left_out = |data: &&Value| {
        let (count, rest) = data.as_str()?.split_once(' ')?;
        rest.starts_with("log messages were left out").then(|| count.parse::<usize>().ok()).flatten()
    };
    let numbers = data.iter().filter(|data| data.is_number()).count();
    let missing: usize = data.iter().filter_map(left_out).sum();
    assert_eq!(numbers + missing, 200_000, "{numbers} came");
    assert!(missing > 0 && data.contains(&&json!("the end")), "what went wrong is not left out");
}

/// L-TOOL-18
#[test]
fn two_hundred_changes_of_one_call_are_told_as_one() {
    let mut client = client();
    client.send(&initialized().to_string());
    let said = said(&mut client, &call(1, "flicker", json!({"times": 200})));
    // It comes with the answer, before or after it.
    let all = said.into_iter().chain(client.receive(std::time::Duration::ZERO).map(|line| json!(line)));
    let changes: Vec<Value> = all.collect();
    assert_eq!(changes.len(), 1, "{changes:?}");
    assert!(changes[0].to_string().contains("tools/list_changed"), "{changes:?}");
}

/// L-LIFE-06
#[test]
fn a_change_before_the_client_is_ready_is_told_when_it_is() {
    let mut client = client();
    assert_eq!(said(&mut client, &call(1, "flicker", json!({"times": 1}))), Vec::<Value>::new());
    client.send(&initialized().to_string());
    assert_eq!(receive(&mut client)["method"], "notifications/tools/list_changed");
    assert_eq!(client.receive(std::time::Duration::ZERO), None, "once");
}
