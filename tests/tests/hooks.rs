//! Hooks around calls, and values that are made of each call: when they run, what they see, and what they change.

#[path = "hooks/made.rs"]
mod made;
#[path = "hooks/shop.rs"]
mod shop;
#[path = "hooks/wires.rs"]
mod wires;

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use mcp_runtime::prelude::*;
use mcp_runtime::testing::{Answer, CallError, RawClient};
use mcp_runtime::{Call, Next, Options, Reply};
use serde_json::{Value, json};
use shop::{Client, Log};

fn client() -> (Client, Log) {
    let log = Log::default();
    (shop::things::client(log.clone()), log)
}

/// What a call gave, and what was logged meanwhile.
fn seen<T>(log: &Log, given: Result<T, CallError>) -> (Result<T, String>, String) {
    (given.map_err(|error| format!("{:?} {}", error.code(), error.text())), log.take())
}

fn text(answer: Result<Answer, CallError>) -> Result<String, CallError> {
    answer.map(|answer| answer.text())
}

#[mcp_runtime::test]
async fn they_are_around_every_kind_of_function() -> Result<(), CallError> {
    let (client, log) = client();
    for revision in ["2024-11-05", "2025-11-25", "2026-07-28"] {
        client.revision(revision);
        for (tool, thread) in [("say", "say"), ("block", "block")] {
            let (given, said) = seen(&log, text(client.call(tool, json!({"how": "ü"})).await));
            assert_eq!(given, Ok("ü".into()));
            let around = format!("tools/call {tool} {{\"how\":\"ü\"}} None; inner; {thread}; inner ok; ok");
            assert_eq!(said, around);
        }
        let (_, said) = seen(&log, client.get("greet", json!({"how": ""})).await);
        assert_eq!(said, "prompts/get greet {\"how\":\"\"} None; inner; greet; inner ok; ok");
        let (_, said) = seen(&log, client.read("note://x").await);
        let uri = "Some(\"note://x\")";
        assert_eq!(said, format!("resources/read note {{\"how\":\"x\"}} {uri}; inner; note; inner ok; ok"));
        let (_, said) = seen(&log, client.list("resources").await);
        assert_eq!(said, "resources/list resources/list {} None; inner; notes; inner ok; ok");
    }
    // What has no function has no hook.
    client.list("tools").await?;
    assert!(client.call("nowhere", json!({})).await.is_err());
    assert_eq!(log.take(), "");
    Ok(())
}

#[mcp_runtime::test]
async fn they_see_how_a_call_failed() {
    let (client, log) = client();
    client.revision("2025-11-25");
    let told = |said: &str| said.rsplit("; ").next().unwrap_or_default().to_owned();
    let (given, said) = seen(&log, client.fail("").await);
    assert_eq!((told(&said).as_str(), given.is_err()), ("None the cause", true));
    // A panic, of either kind of function.
    for tool in ["boom", "boom_blocking"] {
        let (given, said) = seen(&log, client.call(tool, json!({})).await);
        let told = told(&said);
        assert!(told.starts_with("None internal error (reference "), "{said}");
        assert_eq!(Err(told), given.map(|_| String::new()), "what it sees is what is answered");
    }
    // Arguments that are wrong: the function does not begin.
    let (given, said) = seen(&log, client.call("say", json!({"how": 7, "x": 1})).await);
    assert!(!said.contains("; say;") && said.starts_with("tools/call say {\"how\":7,\"x\":1}"), "{said}");
    assert_eq!(Err(told(&said)), given.map(|_| String::new()));
    let (given, said) = seen(&log, client.get("greet", json!({})).await);
    assert!(given.is_err_and(|error| error.starts_with("Some(-32602) ") && said.ends_with(&error)), "{said}");
    // What is not there.
    for uri in ["note://none", "note://empty"] {
        let (given, said) = seen(&log, client.read(uri).await);
        assert_eq!(told(&said), "Some(-32002) there is no such resource");
        assert!(given.is_err_and(|error| error.starts_with("Some(-32002)")));
    }
    let (given, said) = seen(&log, client.get("fails", json!({})).await);
    assert_eq!((told(&said).as_str(), given.is_err()), ("Some(-32603) no", true));
    // What clients could not read.
    let (given, said) = seen(&log, client.call("nan", json!({})).await);
    assert_eq!(Err(told(&said)), given.map(|_| String::new()));
    assert!(said.contains("does not fit its output schema"), "{said}");
}

#[mcp_runtime::test]
async fn they_refuse_and_change() {
    let (client, log) = client();
    client.revision("2025-11-25");
    let (given, said) = seen(&log, client.say("refuse").await);
    assert_eq!(given, Err("None refused by a hook".into()));
    assert!(
        said.ends_with("inner; None refused by a hook"),
        "the outer one sees it, the function does not run: {said}"
    );
    assert_eq!(
        client.block("refuse").await.map_err(|error| error.text().to_owned()),
        Err("refused by a hook".into())
    );
    let refused = client.get("greet", json!({"how": "refuse"})).await.err();
    assert_eq!(refused.and_then(|error| error.code()), Some(-32603));

    assert_eq!(client.say("shout").await, Ok("SHOUT".into()));
    assert_eq!(text(client.get("greet", json!({"how": "shout"})).await), Ok("SHOUT".into()));
    assert_eq!(text(client.read("note://shout").await), Ok("SHOUT".into()));
    assert_eq!(client.fail("other").await.map_err(|error| error.text().to_owned()), Err("of a hook".into()));

    log.take();
    assert_eq!(client.say("text").await, Ok("of a hook".into()));
    assert_eq!(text(client.get("greet", json!({"how": "text"})).await), Ok("of a hook".into()));
    assert_eq!(text(client.read("note://text").await), Ok("of a hook".into()));
    assert!(!["; say;", "; greet;", "; note;"].iter().any(|run| log.take().contains(run)), "nothing runs");
    let value = client.call("value", json!({"how": "json"})).await.expect("a value");
    assert_eq!(value.structured(), Some(&json!({"said": "of a hook"})));

    // What the kind of function cannot give.
    for how in ["text", "wrong"] {
        let wrong = client.value(how).await.expect_err("it does not fit");
        assert!(matches!(wrong, CallError::Tool(_)), "{wrong:?}");
    }
    assert_eq!(client.read("note://json").await.err().and_then(|error| error.code()), Some(-32603));
}

#[mcp_runtime::test]
async fn a_panic_of_one_is_an_answer() {
    let (client, log) = client();
    client.revision("2025-11-25");
    for tool in ["say", "block"] {
        let error = client.call(tool, json!({"how": "panic"})).await.expect_err("it panics");
        assert!(error.text().starts_with("internal error (reference "), "{error:?}");
    }
    assert_eq!(client.say("x").await, Ok("x".into()), "and the server goes on");
    assert!(log.take().contains("inner; say; inner ok; ok"));
}

#[mcp_runtime::test]
async fn they_are_in_the_time_of_the_call() {
    let (client, log) = client();
    let error = client.slow("").await.expect_err("it is too slow");
    assert_eq!(error.text(), "`slow` took longer than 30ms and was stopped");
    assert_eq!(log.take(), "tools/call slow {\"how\":\"\"} None; inner; slow; inner dropped");
}

/// In rounds what is before the function runs once a round, and what is behind it once.
#[mcp_runtime::test]
async fn with_a_question_they_run_as_the_function_does() {
    let (client, log) = client();
    client.accept("Whom?", "Ann").accept("May it?", true);
    for (revision, rounds) in [("2025-11-25", 1), ("2026-07-28", 2)] {
        client.revision(revision).capabilities(json!({"elicitation": {"form": {}}}));
        for tool in ["whom", "whom_blocking"] {
            assert_eq!(text(client.call(tool, json!({"how": ""})).await), Ok("Ann".into()), "{tool}");
            let said = log.take();
            let counted = ["inner;", "inner dropped", "inner ok"].map(|word| said.matches(word).count());
            assert_eq!(counted, [rounds, rounds - 1, 1], "{revision} {tool}: {said}");
        }
        // A hook may ask; the function then runs with its answer only.
        assert_eq!(client.say("approve").await, Ok("approve".into()));
        assert_eq!(log.take().matches("; say;").count(), 1);
    }
    assert_eq!(client.asked().iter().filter(|asked| *asked == "May it?").count(), 2);
}

/// An `impl` block, whose hooks find it in the context.
struct Counter(AtomicU32);

#[mcp_server(around = Self::count)]
impl Counter {
    async fn count(call: Call, next: Next) -> Result<Reply, ToolError> {
        let own: &Self = call.context().state().ok_or("an `impl` block holds itself")?;
        own.0.fetch_add(1, Ordering::Relaxed);
        next.run().await
    }

    /// How many calls there were.
    #[mcp_tool]
    async fn calls(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }
}

#[mcp_runtime::test]
async fn those_of_an_impl_block_reach_the_server() {
    let client = mcp_runtime::testing::client(Counter(0.into()));
    assert_eq!((client.calls().await, client.calls().await), (Ok(1), Ok(2)));
}

/// One request of 2026-07-28, whose params have these members, to a server of its own; and what was logged.
fn raw(method: &str, params: &str) -> (Value, String) {
    let log = Log::default();
    let server = shop::things::server(log.clone());
    let mut client = RawClient::new(server, Options::default()).expect("a server");
    let claim = mcp_tests::http::client::claim();
    client.send(&format!(
        r#"{{"jsonrpc":"2.0","id":1,"method":"{method}","params":{{{params},"_meta":{claim}}}}}"#
    ));
    let answer = client.receive(Duration::from_secs(20)).expect("an answer");
    (serde_json::from_str(&answer).expect("JSON"), log.take())
}

#[test]
fn what_they_get_of_arguments_is_what_was_sent() {
    let (answer, said) = raw("tools/call", r#""name":"say","arguments":{"how" : "a\u0062","x":1e999}"#);
    assert!(said.starts_with(r#"tools/call say {"how":"a\u0062","x":1e999} None; inner"#), "{said}");
    let text = mcp_tests::http::client::text(&answer);
    assert!(text.starts_with("the arguments cannot be read: number out of range"), "{answer}");
}

#[test]
fn they_are_around_completions_of_functions() {
    let params = r#""ref":{"type":"ref/prompt","name":"greet"},"argument":{"name":"how","value":"a"}"#;
    let (answer, said) = raw("completion/complete", params);
    assert_eq!(answer["result"]["completion"]["values"], json!(["a!"]), "{answer}");
    assert_eq!(said, "completion/complete greet {\"how\":\"a\"} None; inner; inner ok; ok");
}
