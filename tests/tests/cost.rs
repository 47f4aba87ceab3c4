//! What a message may cost: memory does not grow with what is in it beyond the message itself, and an answer never does.

#![allow(clippy::print_stdout, reason = "figures are printed beside their bars")]

use std::fmt::Write as _;
use std::time::Duration;

use allocation_counter::measure;
use http_body_util::{BodyExt, Full};
use mcp_runtime::testing::RawClient;
use mcp_runtime::{HttpService, Options, ReplyBody, mcp_server};
use mcp_tests::http::client;
use mcp_tests::testbed;
use serde_json::{Value, json};
use tower_service::Service as _;

const SIZE: usize = 2 << 20;

fn client(revision: &str) -> RawClient {
    let mut client = RawClient::new(testbed::server(), Options::default()).expect("the server starts");
    client.send(&format!(
        r#"{{"jsonrpc":"2.0","id":0,"method":"initialize","params":{{"protocolVersion":"{revision}","capabilities":{{}},"clientInfo":{{"name":"t","version":"1"}}}}}}"#
    ));
    client.receive(Duration::ZERO).expect("the answer to `initialize`");
    client.send(r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#);
    client
}

/// Repeats a piece until it is as large as the messages here are.
fn many(piece: &str) -> String {
    piece.repeat(SIZE / piece.len())
}

fn request(method: &str, params: &str) -> String {
    format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{method}","params":{{{params}}}}}"#)
}

fn call(arguments: &str) -> String {
    request("tools/call", &format!(r#""name":"add","arguments":{{{arguments}"b":1}}"#))
}

/// Messages that are large in every way that reading one could stumble over, and the code each is answered with.
fn messages() -> Vec<(&'static str, String, Option<i32>)> {
    let x = "x".repeat(SIZE);
    let escaped = "\\n".repeat(SIZE / 2);
    let meta =
        |member: &str| format!(r#""_meta":{{{member},"io.modelcontextprotocol/clientCapabilities":{{}}}}"#);
    let version = meta(&format!(r#""io.modelcontextprotocol/protocolVersion":"{x}""#));
    let tool = |name: &str| request("tools/call", &format!(r#""name":"{name}""#));
    vec![
        ("equal unknown arguments", call(&many(r#""":1,"#)), None),
        ("a known argument again and again", call(&many(r#""a":1,"#)), None),
        (
            "unknown arguments",
            call(&(0..SIZE / 12).fold(String::new(), |mut all, n| {
                let _ = write!(all, "\"x{n}\":1,");
                all
            })),
            None,
        ),
        ("objects where a number goes", call(&format!(r#""a":[{}1],"#, many(r#"{"":0},"#))), None),
        ("a text of objects where a number goes", call(&format!(r#""a":"[{}1]","#, many("{},"))), None),
        ("one argument with a long name", call(&format!(r#""{x}":1,"#)), None),
        ("a method", request(&x, ""), Some(-32601)),
        ("a method with escapes", request(&escaped, ""), Some(-32601)),
        ("a tool", tool(&x), Some(-32602)),
        ("a tool with escapes", tool(&escaped), Some(-32602)),
        ("a cursor", request("tools/list", &format!(r#""cursor":"{x}""#)), Some(-32602)),
        ("a level", request("logging/setLevel", &format!(r#""level":"{x}""#)), Some(-32602)),
        ("a version", request("tools/list", &version), Some(-32022)),
        (
            "members of the message",
            format!(r#"{{{}"id":1,"jsonrpc":"2.0"}}"#, many(r#""x":1,"#)),
            Some(-32600),
        ),
        ("members of the message, broken", format!(r#"{{"id":1,{}"#, many(r#""x":1,"#)), Some(-32700)),
        ("a member of another type", request("tools/call", &format!(r#""name":["{x}"]"#)), Some(-32602)),
        (
            "a name of another type",
            format!(r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":"{x}"}}"#),
            Some(-32602),
        ),
        ("an array that is no batch", format!("[{}1]", many("1,")), Some(-32600)),
        ("many levels", call(&format!(r#""a":{}{},"#, "[".repeat(100_000), "]".repeat(100_000))), None),
    ]
}

#[test]
fn a_message_costs_no_more_than_itself_and_its_answer_is_short() {
    for revision in ["2025-06-18", "2025-11-25"] {
        let mut client = client(revision);
        for (what, message, code) in messages() {
            let cost = measure(|| client.send(&message));
            // A text in the place of something else is quoted whole by the parser's error, which is cut after that.
            assert!(
                cost.bytes_max <= 4 * message.len() as u64 + 200_000,
                "{what}: {} bytes for {}",
                cost.bytes_max,
                message.len()
            );
            let answer = client.receive(Duration::ZERO).unwrap_or_else(|| panic!("{what}: no answer"));
            assert!(answer.len() < 3000, "{what}: an answer of {} bytes", answer.len());
            if let Some(code) = code {
                assert!(answer.contains(&format!("\"code\":{code}")), "{what}: {answer}");
            }
        }
        client.send(r#"{"jsonrpc":"2.0","id":2,"method":"ping"}"#);
        assert!(client.receive(Duration::ZERO).is_some_and(|answer| answer.contains("\"result\":{}")));
    }
}

#[test]
fn a_batch_is_taken_apart_without_a_list_of_all_its_items() {
    let mut client = client("2025-03-26");
    let message = format!("[{}1]", many("1,"));
    let cost = measure(|| client.send(&message));
    assert!(cost.bytes_max < 200_000, "{} bytes", cost.bytes_max);
    let answer = client.receive(Duration::ZERO).expect("an answer");
    assert!(answer.contains("a batch has 1 to 100 messages"), "{answer}");
}

/// Functions of every kind that say too much of why they failed.
#[mcp_server]
mod loud {
    use mcp_runtime::prelude::*;

    fn all() -> ToolError {
        ToolError::new("x".repeat(super::SIZE))
    }

    /// Fail.
    #[mcp_tool]
    async fn tool() -> Result<(), ToolError> {
        Err(all())
    }

    /// Fail.
    #[mcp_prompt]
    async fn prompt() -> Result<Messages, ToolError> {
        Err(all())
    }

    /// Fail.
    #[mcp_resource("loud://all")]
    async fn resource() -> Result<String, ToolError> {
        Err(all())
    }
}

#[test]
fn an_error_is_no_larger_than_an_answer_may_be() {
    let options = Options::default().max_response(SIZE);
    let mut client = RawClient::new(loud::server(), options).expect("the server starts");
    client.send(&client::initialize("2025-11-25").to_string());
    client.receive(Duration::ZERO).expect("the answer to `initialize`");
    for (method, params) in [
        ("tools/call", r#""name":"tool""#),
        ("prompts/get", r#""name":"prompt""#),
        ("resources/read", r#""uri":"loud://all""#),
    ] {
        client.send(&request(method, params));
        let answer = client.receive(Duration::from_secs(20)).expect("an answer");
        assert!(answer.len() < 3000 && answer.contains("is too large"), "{method}: {} bytes", answer.len());
    }
}

/// Allocations stand for steps: what is written down of each further member would show here.
#[test]
fn twice_as_many_members_are_no_more_work_to_refuse() {
    let mut client = client("2025-11-25");
    for piece in [r#""":1,"#, r#""a":1,"#, r#""x":1,"#] {
        let mut count = |size: usize| {
            let message = call(&piece.repeat(size));
            let cost = measure(|| client.send(&message));
            client.receive(Duration::ZERO).expect("an answer");
            cost.count_total
        };
        let (once, twice) = (count(20_000), count(40_000));
        assert!(twice <= once + 4, "{piece}: {once} allocations, then {twice}");
    }
}

/// What a call takes from the allocator, its message and its answer included: a bar for what is done once more for each.
#[test]
fn what_a_call_allocates() {
    const COUNT: u64 = 64;
    let claim = r#""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}"#;
    let arguments = r#""name":"add","arguments":{"a":1,"b":2}"#;
    for (what, params, bar) in
        [("2025-11-25", arguments.to_owned(), 12), ("2026-07-28", format!("{arguments},{claim}"), 13)]
    {
        let mut client = client("2025-11-25");
        let message = request("tools/call", &params);
        let mut call = || {
            client.send(&message);
            assert!(client.receive(Duration::ZERO).is_some_and(|answer| answer.contains(r#""text":"3""#)));
        };
        (0..COUNT).for_each(|_| call());
        let cost = measure(|| (0..COUNT).for_each(|_| call()));
        let (count, bytes) = (cost.count_total / COUNT, cost.bytes_total / COUNT);
        println!("figure: {count} allocations, of {bar}, and {bytes} bytes for a call of {what}");
        assert!(count <= bar, "{what}: {count} allocations");
    }
}

type Answer = http::Response<ReplyBody>;

/// A request to a service in memory, on this thread, where what it allocates is counted.
async fn send(service: &mut HttpService, target: &str, session: &str, message: Option<Value>) -> Answer {
    let verb = if message.is_some() { "POST" } else { "GET" };
    let mut request = http::Request::builder().method(verb).uri(target).header("Host", "localhost");
    request = request.header("Content-Type", "application/json");
    request = request.header("Accept", "application/json, text/event-stream");
    if !session.is_empty() {
        request = request.header("Mcp-Session-Id", session);
    }
    let body = message.map(|message| message.to_string()).unwrap_or_default();
    let Ok(answer) =
        service.call(request.body(Full::new(bytes::Bytes::from(body))).expect("a request")).await;
    assert!(answer.status().is_success(), "{}", answer.status());
    answer
}

async fn hear(stream: &mut Answer) -> String {
    let Ok(frame) = stream.body_mut().frame().await.expect("an event");
    String::from_utf8(frame.into_data().expect("bytes").to_vec()).expect("text")
}

/// A stream of HTTP+SSE after a call.
async fn old(service: &mut HttpService) -> Answer {
    let mut stream = send(service, "/sse", "", None).await;
    let first = hear(&mut stream).await;
    let target = first.split("data: ").nth(1).expect("a place to send messages to").trim();
    for message in [client::initialize("2024-11-05"), add()] {
        send(service, target, "", Some(message)).await;
        assert!(hear(&mut stream).await.contains("result"));
    }
    stream
}

/// The stream of a session of Streamable HTTP after a call.
async fn own(service: &mut HttpService) -> Answer {
    let opened = send(service, "/mcp", "", Some(client::initialize("2025-11-25"))).await;
    let id = opened.headers()["mcp-session-id"].to_str().expect("text");
    let mut stream = send(service, "/mcp", id, None).await;
    hear(&mut stream).await;
    let mut answer = send(service, "/mcp", id, Some(add())).await;
    assert!(hear(&mut answer).await.contains("result"));
    stream
}

fn add() -> Value {
    client::call(1, "add", json!({"a": 1, "b": 2}))
}

/// What this kit holds for a client that is connected and says nothing. What hyper and tokio hold for its connection, about
/// 18 KiB of buffers and a task, is not in it: they would do so for any server.
#[test]
fn what_an_idle_stream_holds() {
    const COUNT: u16 = 512;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let within = runtime.enter();
    let mut service = HttpService::new(testbed::server(), Options::default()).expect("the server starts");
    drop(within);
    // The first calls of a tool run on threads of their own, where they are not counted.
    runtime.block_on(async {
        for _ in 0..64 {
            old(&mut service).await;
            own(&mut service).await;
        }
    });
    let mut streams = Vec::with_capacity(2 * usize::from(COUNT));
    for (what, bar) in [("HTTP+SSE", 1800), ("Streamable HTTP", 1800)] {
        let held = measure(|| {
            runtime.block_on(async {
                for _ in 0..COUNT {
                    streams.push(if what == "HTTP+SSE" {
                        old(&mut service).await
                    } else {
                        own(&mut service).await
                    });
                }
            });
        });
        let each = held.bytes_current / i64::from(COUNT);
        println!("figure: {each} bytes, of {bar}, for an idle stream of {what}");
        assert!(each <= bar, "{what}: {each} bytes");
    }
}
