//! Every form in which a tool can be written, at run time: what is listed, what is called, what comes back.
//!
//! That they compile, and what is said when they do not, is `ui.rs`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

#[path = "forms/included.rs"]
mod included;
#[path = "forms/written.rs"]
mod written;

use std::time::Duration;

use mcp_runtime::testing::RawClient;
use mcp_runtime::{Options, Server};
use serde_json::{Value, json};

/// A connection on which `initialize` is done, and what the server said of itself.
struct Client(RawClient, Value);

impl Client {
    fn of(server: impl Server) -> Self {
        let mut client =
            Self(RawClient::new(server, Options::default()).expect("the server starts"), Value::Null);
        let params = json!({"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "forms", "version": "0"}});
        client.1 = client.ask("initialize", params);
        client.0.send(r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#);
        client
    }

    /// The result of one request.
    fn ask(&mut self, method: &str, params: Value) -> Value {
        self.0.send(&json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).to_string());
        let line = self.0.receive(Duration::from_secs(20)).expect("an answer comes");
        let mut answer: Value = serde_json::from_str(&line).expect("an answer is JSON");
        assert!(answer["error"].is_null(), "{method}: {answer}");
        answer["result"].take()
    }

    fn tools(&mut self) -> Vec<Value> {
        self.ask("tools/list", json!({}))["tools"].as_array().expect("tools are a list").clone()
    }

    fn names(&mut self) -> Vec<String> {
        self.tools().iter().map(|tool| tool["name"].as_str().unwrap().to_owned()).collect()
    }

    fn tool(&mut self, name: &str) -> Value {
        self.tools().into_iter().find(|tool| tool["name"] == name).expect("the tool is listed")
    }

    fn call(&mut self, name: &str, arguments: Value) -> Value {
        self.ask("tools/call", json!({"name": name, "arguments": arguments}))
    }

    /// What a call that goes well says as text.
    #[track_caller]
    fn says(&mut self, name: &str, arguments: Value, expected: &str) {
        let result = self.call(name, arguments);
        assert_ne!(result["isError"], true, "{name}: {result}");
        assert_eq!(result["content"][0]["text"], expected, "{name}: {result}");
    }

    /// What a call that fails says, in part.
    #[track_caller]
    fn fails(&mut self, name: &str, arguments: Value, expected: &str) {
        let result = self.call(name, arguments);
        assert_eq!(result["isError"], true, "{name}: {result}");
        let text = result["content"][0]["text"].as_str().unwrap();
        assert!(text.contains(expected), "{name}: {text}");
    }
}

#[test]
fn a_module() {
    let mut client = Client::of(written::module::server(written::Greeting("hello"), 2));
    let info = json!({"name": "module", "version": "7.1", "title": "A module"});
    assert_eq!(client.1["serverInfo"], info);
    assert_eq!(client.1["instructions"], "The module form.\n\n  Its second paragraph is indented.");
    assert_eq!(client.names(), ["first_tool", "greet", "present", "match", "reverse", "length"]);
    let first = client.tool("first_tool");
    let hints = json!({"readOnlyHint": true, "idempotentHint": true, "openWorldHint": false});
    assert_eq!((&first["title"], &first["annotations"]), (&json!("First"), &hints));
    assert_eq!(client.tool("present")["description"], "Says that it is here.");
    assert_eq!(client.tool("greet")["annotations"], json!({"destructiveHint": true}));
    assert_eq!(client.tool("greet")["inputSchema"]["required"], json!(["who"]));
    assert!(client.tool("match")["inputSchema"]["properties"]["type"].is_object());
    client.says("greet", json!({"who": "you"}), "hello you, hello you");
    client.says("first_tool", json!({}), "one");
    client.says("present", json!({}), "true");
    client.says("match", json!({"type": 2}), "7");
    client.says("reverse", json!({"text": "abc"}), "cba");
    client.says("length", json!({"text": "äöü"}), "3");
}

#[test]
fn borrowed_arguments_and_results() {
    let mut client = Client::of(written::borrowed::server());
    assert_eq!(client.1["serverInfo"]["name"], env!("CARGO_PKG_NAME"));
    assert_eq!(client.1["serverInfo"]["version"], env!("CARGO_PKG_VERSION"));
    let schema = &client.tool("all")["inputSchema"];
    assert_eq!(schema["required"], json!(["text", "items", "path", "cow", "any"]));
    let arguments = json!({"text": "t", "items": [1, 2], "path": "a/b", "cow": "moo", "any": {"a": [1]}});
    client.says("all", arguments, "t [1, 2] a/b moo {\"a\":[1]} 2025-11-25");
    client.says("head", json!({"text": "one two", "_other": ""}), "one");
    client.says("tail", json!({"text": "one two"}), "two");
}

#[test]
fn an_implementation() {
    let mut client = Client::of(written::Counter(5.into()));
    assert_eq!(client.names(), ["add", "get", "most", "reverse"]);
    client.says("add", json!({"by": 2}), "7");
    client.says("add", json!({}), "17");
    client.says("get", json!({}), "17");
    client.says("most", json!({}), "10");
    client.says("reverse", json!({"text": "ab"}), "ba");
}

#[test]
fn a_generic_implementation() {
    let mut texts = Client::of(written::Shelf(["a".to_owned(), "b".to_owned()]));
    texts.says("take", json!({"index": 1}), "b");
    texts.fails("take", json!({"index": 2}), "there are 2");
    texts.fails("take", json!({"index": 100}), "index");
    Client::of(written::Shelf([7u8])).says("take", json!({"index": 0}), "7");
}

#[test]
fn made_by_a_macro() {
    let mut client = Client::of(written::made::server());
    client.says("double", json!({}), "8");
    client.says("double", json!({"n": 5}), "10");
    client.says("shout", json!({}), "HI");

    let mut client = Client::of(written::Handed);
    assert_eq!(client.names(), ["whole", "part"]);
    client.says("whole", json!({"n": 5}), "5");
    client.says("part", json!({}), "2");
}

#[test]
fn keys_of_arguments() {
    let mut client = Client::of(written::arguments::server());
    let schema = client.tool("every")["inputSchema"].take();
    assert!(schema["required"].is_null(), "{schema}");
    let of = |name: &str| schema["properties"][name].clone();
    let n = json!({"type": "integer", "description": "Two\nlines.", "default": 3, "minimum": 1, "maximum": 9, "examples": [4]});
    assert_eq!(of("n"), n);
    assert_eq!((&of("part")["minimum"], &of("part")["exclusiveMaximum"]), (&json!(0.0), &json!(1.0)));
    assert_eq!(of("part")["description"], "A part.");
    assert_eq!((&of("code")["minLength"], &of("code")["maxLength"]), (&json!(2), &json!(2)));
    assert_eq!((&of("code")["pattern"], &of("code")["default"]), (&json!("^[a-z]+$"), &json!("ab")));
    assert_eq!((&of("list")["minItems"], &of("list")["maxItems"]), (&json!(1), &json!(2)));
    assert_eq!(of("onDay")["format"], "date");
    client.says("every", json!({}), "3 None ab None None None");
    let all =
        json!({"n": "5", "part": 0.5, "code": "xy", "list": [1], "onDay": "2026-07-28", "region": "eu"});
    client.says("every", all, r#"5 Some(0.5) xy Some([1]) Some("2026-07-28") Some("eu")"#);
    for (name, wrong) in [
        ("n", json!(10)),
        ("part", json!(1.0)),
        ("code", json!("abc")),
        ("code", json!("a1")),
        ("list", json!([])),
        ("list", json!([1, 2, 3])),
        ("onDay", json!("yesterday")),
        ("on_day", json!("2026-07-28")),
    ] {
        client.fails("every", json!({name: wrong}), name);
    }
    client.says("strict", json!({"n": 5}), "5");
    client.fails("strict", json!({"n": "5"}), "n");
    assert_eq!(client.tool("raw")["inputSchema"]["properties"]["n"]["x-own"], 1);
}

#[test]
fn errors() {
    let mut client = Client::of(written::arguments::server());
    for tool in ["fail", "question"] {
        client.fails(tool, json!({"how": "gone"}), "no 1 in \"here\"\nhint: look elsewhere");
        client.fails(tool, json!({"how": "odd"}), "{7} is   7");
        let private = client.call(tool, json!({"how": "broken"})).to_string();
        assert!(private.contains("reference") && !private.contains("secret"), "{private}");
    }
    client.fails("boxed", json!({"how": "own"}), "own words");
    client.fails("boxed", json!({"how": "gone"}), "no 2 in \"a box\"");
    client.says("boxed", json!({"how": "not"}), "no failure");
}

#[test]
fn the_functions_stay_functions() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime starts");
    runtime.block_on(async {
        assert_eq!(written::module::first().await, "one");
        assert_eq!(written::text::reverse("ab").await, "ba");
        assert_eq!(written::text::count("abc".to_owned()), 3);
        assert_eq!(written::borrowed::head("a b", "").await, "a");
    });
}
