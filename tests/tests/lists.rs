//! Lists as clients read them: the schemas in them, and that they are the same for everybody.

use mcp_runtime::Options;
use mcp_runtime::testing::RawClient;
use mcp_tests::http::PATIENCE;
use mcp_tests::http::client::{call, message, modern_request};
use mcp_tests::http::served::Served;
use mcp_tests::testbed;
use serde_json::{Value, json};

/// The tools of the server that has every kind of argument.
fn tools() -> Vec<Value> {
    let mut client = RawClient::new(testbed::server(), Options::default()).expect("the server starts");
    let request = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"_meta": {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {}}}});
    client.send(&request.to_string());
    let answer: Value = serde_json::from_str(&client.receive(PATIENCE).expect("an answer")).expect("JSON");
    answer["result"]["tools"].as_array().expect("tools").clone()
}

/// Looks at each schema below `properties`.
fn properties(schema: &Value, look: &mut impl FnMut(&Value)) {
    match schema {
        Value::Object(members) => {
            let below = members.get("properties").and_then(Value::as_object);
            below.into_iter().flat_map(|properties| properties.values()).for_each(&mut *look);
            members.values().for_each(|member| properties(member, look));
        }
        Value::Array(items) => items.iter().for_each(|item| properties(item, look)),
        _ => {}
    }
}

/// L-TOOL-02
#[test]
fn no_argument_is_described_by_true() {
    let mut count = 0;
    for tool in tools() {
        properties(&tool["inputSchema"], &mut |schema| {
            count += 1;
            assert!(schema.is_object(), "{tool}");
        });
        assert!(tool["name"] != "any" || tool["inputSchema"]["properties"]["value"].is_object(), "{tool}");
    }
    assert!(count > 20, "only {count} arguments");
}

/// M-TOOL-03, L-TOOL-21
#[test]
fn tools_have_the_same_order_in_every_run() {
    assert_eq!(json!(tools()).to_string(), json!(tools()).to_string());
}

/// L-TOOL-12
#[test]
fn a_tool_without_arguments_takes_no_members() {
    let tools = tools();
    let nothing = tools.iter().find(|tool| tool["name"] == "nothing").expect("a tool");
    assert_eq!(
        nothing["inputSchema"],
        json!({"type": "object", "properties": {}, "additionalProperties": false})
    );
}

/// M-JSON-01, M-JSON-02, L-TOOL-03: the root is an object, and what is referred to is there.
#[test]
fn schemas_are_sound_in_the_dialect_that_needs_no_name() {
    for tool in tools() {
        for schema in [&tool["inputSchema"], &tool["outputSchema"]].into_iter().filter(|one| !one.is_null()) {
            assert!(schema.get("$schema").is_none(), "{schema}");
            assert!(jsonschema::draft202012::meta::is_valid(schema), "{schema}");
            assert!(schema["type"] == "object" && jsonschema::validator_for(schema).is_ok(), "{schema}");
        }
    }
}

/// M-RES-02, M-PROMPT-02
#[test]
fn what_one_connection_does_gives_no_other_a_list_of_its_own() {
    let mut served = Served::start(env!("CARGO_BIN_EXE_library"), &[], "");
    let client = served.client();
    // Each request has a connection of its own.
    let list = |method: &str| {
        let request = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": {}});
        message(&client.send(&modern_request(request)))["result"].clone()
    };
    let toggle = |name: &str, on: bool| {
        client.send(&modern_request(call(1, "toggle", json!({"name": name, "on": on}))));
    };
    let mut session = client.session("2025-11-25");
    for (method, member, name) in
        [("prompts/list", "prompts", "greet"), ("resources/list", "resources", "library://cover")]
    {
        let all = list(method);
        assert!(all.to_string().contains(name), "{all}");
        assert_eq!(list(method), all);
        toggle(name, false);
        let fewer = list(method);
        assert!(!fewer.to_string().contains(name), "{fewer}");
        let request = json!({"jsonrpc": "2.0", "id": 1, "method": method});
        let names = |list: &Value| -> Vec<Value> {
            list[member].as_array().expect("a list").iter().map(|one| one["name"].clone()).collect()
        };
        assert_eq!(names(&message(&session.post(&request))["result"]), names(&fewer));
        toggle(name, true);
        assert_eq!(list(method), all);
    }
    served.ends_well();
}

/// A resource whose date no client could read.
#[mcp_runtime::prelude::mcp_server]
#[allow(unreachable_pub, reason = "functions are public where a server is made of a module")]
mod undated {
    /// A note.
    #[mcp_resource("notes://today", last_modified = "yesterday")]
    pub fn note() -> &'static str {
        "a"
    }
}

/// L-TOOL-15, of the list: it is found before anybody asks.
#[test]
fn a_moment_that_is_none_does_not_start() {
    let error = RawClient::new(undated::server(), Options::default()).expect_err("the date is wrong");
    let text = error.to_string();
    assert!(
        text.starts_with("the resource `note` has `last_modified = \"yesterday\"`: a moment has"),
        "{text}"
    );
}
