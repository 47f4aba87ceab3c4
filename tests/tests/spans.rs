//! The span of a call: its fields, what is in it, how it ends, and whose child it is.

#[path = "spans/collected.rs"]
mod collected;

use std::sync::LazyLock;
use std::time::Duration;

use collected::{Seen, collect, is_spanless, span};
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use mcp_runtime::prelude::*;
use mcp_runtime::testing::RawClient;
use mcp_runtime::{HttpService, Options};
use serde_json::{Value, json};
use tower_service::Service as _;

const PATIENCE: Duration = Duration::from_secs(20);

/// Things to call.
#[mcp_server(name = "called", version = "1.0.0")]
#[allow(unreachable_pub, reason = "tools are public where a server is made of a module")]
mod called {
    use std::time::Duration;

    use mcp_runtime::prelude::*;
    use mcp_runtime::{ResourceLink, ToolError};

    /// Says it, in a span of its own too.
    #[mcp_tool]
    pub async fn say(text: &str) -> String {
        tracing::info!("{text}");
        tracing::info_span!("inner").in_scope(|| tracing::info!("within"));
        text.to_owned()
    }

    /// Says it again after a while, on another thread.
    #[mcp_tool]
    pub async fn repeat(text: String) -> String {
        tracing::info!("{text} 1");
        tokio::time::sleep(Duration::from_millis(20)).await;
        tracing::info!("{text} 2");
        text
    }

    /// Not async.
    #[mcp_tool]
    pub fn block(text: String) -> String {
        tracing::info!("{text}");
        text
    }

    /// Fails.
    #[mcp_tool]
    pub async fn fail() -> Result<(), ToolError> {
        Err(ToolError::private("the cause"))
    }

    /// Takes too long.
    #[mcp_tool(timeout = "30ms")]
    pub async fn slow() {
        std::future::pending::<()>().await;
    }

    /// Says that it was dropped.
    #[mcp_tool]
    pub async fn hang() {
        struct Bye;
        impl Drop for Bye {
            fn drop(&mut self) {
                tracing::info!("bye");
            }
        }
        let _bye = Bye;
        tracing::info!("hanging");
        std::future::pending::<()>().await;
    }

    /// Panics.
    #[mcp_tool]
    pub async fn boom() {
        panic!("boom")
    }

    /// Panics, on the blocking pool.
    #[mcp_tool]
    pub fn boom_blocking() {
        panic!("boom")
    }

    /// The trace of the call.
    #[mcp_tool]
    pub async fn trace(cx: &Context) -> String {
        format!("{:?}", cx.trace().map(|trace| (&trace.traceparent, &trace.tracestate, &trace.baggage)))
    }

    /// Asks.
    #[mcp_prompt]
    pub async fn ask(days: u8) -> String {
        days.to_string()
    }

    /// A note.
    #[mcp_resource("note://{id}")]
    pub async fn note(id: u32) -> Option<String> {
        (id < 3).then(|| "a note".to_owned())
    }

    #[mcp_resource_list]
    pub async fn notes() -> Vec<ResourceLink> {
        Vec::new()
    }
}

fn client() -> RawClient {
    collect();
    let mut client = RawClient::new(called::server(), Options::default()).expect("the server starts");
    ask(&mut client, &initialize());
    client
}

fn initialize() -> Value {
    json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {"protocolVersion": "2025-11-25",
        "capabilities": {}, "clientInfo": {"name": "c", "version": "1"}}})
}

fn request(id: &str, method: &str, params: Value) -> Value {
    json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params})
}

fn call(id: &str, tool: &str, arguments: Value) -> Value {
    request(id, "tools/call", json!({"name": tool, "arguments": arguments}))
}

fn ask(client: &mut RawClient, message: &Value) -> Value {
    client.send(&message.to_string());
    serde_json::from_str(&client.receive(PATIENCE).expect("an answer")).expect("JSON")
}

/// Its fields of these names.
fn fields<const N: usize>(seen: &Seen, names: [&str; N]) -> [Option<String>; N] {
    names.map(|name| seen.fields.get(name).map(str::to_owned))
}

const OUTCOME: [&str; 3] = ["error.type", "rpc.response.status_code", "otel.status_code"];

fn outcome(id: &str) -> [Option<String>; 3] {
    fields(&span(id), OUTCOME)
}

fn some<const N: usize>(texts: [&str; N]) -> [Option<String>; N] {
    texts.map(|text| (!text.is_empty()).then(|| text.to_owned()))
}

#[test]
fn a_span_says_what_was_called() {
    let mut client = client();
    ask(&mut client, &call("f1", "say", json!({"text": "hello"})));
    let seen = span("f1");
    assert_eq!((seen.name, seen.target), ("tools/call", "mcp_runtime::call"));
    let names = ["mcp.method.name", "gen_ai.tool.name", "gen_ai.operation.name", "otel.name", "otel.kind"];
    let values = ["tools/call", "say", "execute_tool", "tools/call say", "server"];
    assert_eq!(fields(&seen, names), some(values));
    let names = ["mcp.protocol.version", "network.transport", "network.protocol.name", "mcp.session.id"];
    assert_eq!(fields(&seen, names), some(["2025-11-25", "pipe", "", ""]));
    assert_eq!(fields(&seen, ["trace_id", "traceparent", "baggage"]), some(["", "", ""]));
    assert_eq!(fields(&seen, OUTCOME), some(["", "", ""]));
    assert_eq!((&*seen.said, &*seen.below), (&["hello".to_owned()][..], &["inner"][..]));

    let number = json!({"jsonrpc": "2.0", "id": 4711, "method": "prompts/get", "params": {"name": "ask",
        "arguments": {"days": "3"}}});
    ask(&mut client, &number);
    let seen = span("4711");
    assert_eq!(
        (seen.name, seen.fields.get("gen_ai.prompt.name"), seen.fields.get("gen_ai.operation.name")),
        ("prompts/get", Some("ask"), None)
    );
    ask(&mut client, &request("f2", "resources/read", json!({"uri": "note://1"})));
    let seen = span("f2");
    let names = ["mcp.resource.uri", "mcp.resource.name", "otel.name", "error.type"];
    assert_eq!((seen.name, fields(&seen, names)), ("resources/read", some(["note://1", "note", "", ""])));
    ask(&mut client, &request("f3", "resources/list", json!({})));
    assert_eq!(span("f3").name, "resources/list");
}

#[test]
fn only_calls_of_functions_have_one() {
    let mut client = client();
    ask(&mut client, &request("n1", "tools/list", json!({})));
    ask(&mut client, &call("n2", "nowhere", json!({})));
    ask(&mut client, &request("n3", "ping", json!({})));
    assert!(["n1", "n2", "n3"].into_iter().all(is_spanless));
}

#[test]
fn whatever_thread_runs_it_is_inside() {
    let mut client = client();
    ask(&mut client, &call("t1", "block", json!({"text": "on the pool"})));
    assert_eq!(span("t1").said, ["on the pool"]);
    // Two at once.
    client.send(&call("t2", "repeat", json!({"text": "a"})).to_string());
    client.send(&call("t3", "repeat", json!({"text": "b"})).to_string());
    assert_eq!(
        (span("t2").said, span("t3").said),
        (vec!["a 1".into(), "a 2".into()], vec!["b 1".into(), "b 2".into()])
    );
}

#[test]
fn the_end_is_said() {
    let mut client = client();
    // A tool's failure is for the model, and its cause is in the log of the call.
    ask(&mut client, &call("e1", "fail", json!({})));
    assert_eq!(outcome("e1"), some(["tool_error", "", "ERROR"]));
    assert_eq!(span("e1").said, ["the cause"]);
    ask(&mut client, &call("e2", "say", json!({})));
    assert_eq!(outcome("e2"), some(["tool_error", "", "ERROR"]), "an argument is missing");
    ask(&mut client, &request("e3", "prompts/get", json!({"name": "ask", "arguments": {"days": "x"}})));
    assert_eq!(outcome("e3"), some(["-32602", "-32602", "ERROR"]));
    ask(&mut client, &request("e4", "resources/read", json!({"uri": "note://7"})));
    assert_eq!(outcome("e4"), some(["-32002", "-32002", "ERROR"]));
    assert!(span("e4").fields.get("otel.status_description").is_some());
    ask(&mut client, &call("e5", "slow", json!({})));
    assert_eq!(outcome("e5"), some(["timeout", "", "ERROR"]));
    for (id, tool) in [("e6", "boom"), ("e7", "boom_blocking")] {
        ask(&mut client, &call(id, tool, json!({})));
        assert_eq!(outcome(id), some(["panic", "", "ERROR"]));
    }
    client.send(&call("e8", "hang", json!({})).to_string());
    client.send(
        &json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": "e8"}})
            .to_string(),
    );
    assert_eq!(outcome("e8"), some(["cancelled", "", "ERROR"]));
    assert_eq!(span("e8").said, ["hanging", "bye"]);
    // The server is gone.
    client.send(&call("e9", "hang", json!({})).to_string());
    drop(client);
    assert_eq!(outcome("e9"), some(["cancelled", "", "ERROR"]));
}

const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const OTHER: &str = "00-11111111111111111111111111111111-2222222222222222-00";
const LINEAGE: [&str; 5] = ["trace_id", "parent_span_id", "traceparent", "tracestate", "baggage"];

/// M-META-09
#[test]
fn the_parent_is_that_of_the_message() {
    let mut client = client();
    let mut traced = |id, meta: Value| {
        ask(&mut client, &request(id, "tools/call", json!({"name": "trace", "_meta": meta})));
        fields(&span(id), LINEAGE)
    };
    let meta = json!({"traceparent": PARENT, "tracestate": "a=1", "baggage": "user=x"});
    let (trace, parent) = ("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331");
    assert_eq!(traced("p1", meta), some([trace, parent, PARENT, "a=1", "user=x"]));
    let meta = json!({"traceparent": PARENT, "tracestate": "a\r\nX: 1", "baggage": 7});
    assert_eq!(traced("p2", meta), some([trace, parent, PARENT, "", ""]));
    assert_eq!(traced("p3", json!({"traceparent": "00-0-0-0", "tracestate": "a=1"})), some([""; 5]));
}

struct Site {
    runtime: tokio::runtime::Runtime,
    service: HttpService,
}

static SITE: LazyLock<Site> = LazyLock::new(|| {
    collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.expect("a runtime");
    let service = runtime.block_on(async { HttpService::new(called::server(), Options::default()) });
    Site { runtime, service: service.expect("the server starts") }
});

fn post(headers: &[(&str, &str)], body: &Value) -> (Response<()>, Value) {
    SITE.runtime.block_on(async {
        let mut request = Request::post("/mcp")
            .header("Host", "localhost")
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::new(bytes::Bytes::from(body.to_string()))).expect("a request");
        let answer = SITE.service.clone().call(request).await.expect("an answer");
        let (head, body) = answer.into_parts();
        let body = body.collect().await.expect("a body").to_bytes();
        (Response::from_parts(head, ()), serde_json::from_slice(&body).unwrap_or_default())
    })
}

/// A call that stands for itself.
fn modern(id: &str, tool: &str, headers: &[(&str, &str)], meta: &Value) -> Value {
    let mut claim = json!({"io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {}});
    for (key, value) in meta.as_object().expect("an object") {
        claim[key] = value.clone();
    }
    let body = request(id, "tools/call", json!({"name": tool, "arguments": {"text": id}, "_meta": claim}));
    let own = [("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/call"), ("Mcp-Name", tool)];
    post(&[&own[..], headers].concat(), &body).1
}

#[test]
fn over_http_too() {
    for (id, tool) in [("h1", "say"), ("h2", "repeat"), ("h3", "block")] {
        modern(id, tool, &[], &json!({}));
        let seen = span(id);
        let names = ["mcp.protocol.version", "network.transport", "network.protocol.name", "mcp.session.id"];
        assert_eq!(fields(&seen, names), some(["2026-07-28", "tcp", "http", ""]));
        assert!(seen.said[0].starts_with(id), "{seen:?}");
    }
    for (id, tool, why) in [("h4", "fail", "tool_error"), ("h5", "slow", "timeout"), ("h6", "boom", "panic")]
    {
        modern(id, tool, &[], &json!({}));
        assert_eq!(span(id).fields.get("error.type"), Some(why));
    }
}

/// Who has the id of a session is let in.
#[test]
fn a_session_is_shown_by_a_mark_that_opens_nothing() {
    let opened = post(&[], &initialize()).0;
    let id = opened.headers()["mcp-session-id"].to_str().expect("text").to_owned();
    let headers = [("Mcp-Session-Id", &*id)];
    let marks = ["s1", "s2"].map(|request| {
        post(&headers, &call(request, "repeat", json!({"text": "x"})));
        span(request).fields.get("mcp.session.id").expect("a mark").to_owned()
    });
    assert_eq!(marks[0], marks[1]);
    assert!(marks[0].len() == 16 && !id.contains(&marks[0]), "{marks:?}");
    // Who stands for themselves has none, whatever they send.
    modern("s3", "say", &headers, &json!({}));
    assert_eq!(span("s3").fields.get("mcp.session.id"), None);
}

/// M-META-09
#[test]
fn headers_are_heard_where_the_message_says_nothing() {
    let headers = [("traceparent", OTHER), ("tracestate", "b=2"), ("tracestate", "c=3"), ("baggage", "k=v")];
    let traced = |id, headers: &[(&str, &str)], meta: Value| {
        let said = modern(id, "trace", headers, &meta)["result"]["content"][0]["text"].clone();
        (fields(&span(id), ["traceparent", "tracestate", "baggage"]), said)
    };
    let (seen, said) = traced("r1", &headers, json!({}));
    assert_eq!(seen, some([OTHER, "b=2,c=3", "k=v"]));
    assert_eq!(said, format!("Some((\"{OTHER}\", Some(\"b=2,c=3\"), Some(\"k=v\")))"));
    // What belongs to another span is not mixed in.
    let (seen, said) = traced("r2", &headers, json!({"traceparent": PARENT}));
    assert_eq!(seen, some([PARENT, "", ""]));
    assert_eq!(said, format!("Some((\"{PARENT}\", None, None))"));
    assert_eq!(traced("r3", &headers, json!({"traceparent": "x"})).0, some([OTHER, "b=2,c=3", "k=v"]));
    for (id, headers) in
        [("r4", &[("traceparent", "x")][..]), ("r5", &[("traceparent", OTHER), ("traceparent", PARENT)])]
    {
        assert_eq!(traced(id, headers, json!({})), (some(["", "", ""]), json!("None")));
    }
}
