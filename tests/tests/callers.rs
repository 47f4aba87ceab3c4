//! Who calls, as a tool sees them, in every revision; and servers that have nothing to call.

use http::{Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use mcp_runtime::prelude::*;
use mcp_runtime::testing::RawClient;
use mcp_runtime::{HttpService, Options};
use mcp_tests::transcript::check;
use serde_json::{Value, json};
use tower_service::Service as _;

/// Says who calls.
#[mcp_server(name = "who", version = "1.0.0")]
#[allow(unreachable_pub, reason = "tools are public where a server is made of a module")]
mod who {
    use mcp_runtime::Context;

    /// Everything that is known of the caller.
    #[mcp_tool]
    pub async fn who(cx: &Context) -> String {
        let can = cx.client_capabilities();
        let client = cx.client().map(|client| client.name.clone()).unwrap_or_default();
        let trace = cx.trace().map(|trace| format!("{} {:?}", trace.traceparent, trace.tracestate));
        let flags = [can.elicitation, can.elicitation_url, can.sampling, can.sampling_tools, can.roots];
        let flags: String = flags.iter().map(|flag| if *flag { '+' } else { '-' }).collect();
        format!("{} {client} {flags} {}", cx.protocol_version(), trace.unwrap_or_default())
    }
}

/// Nothing at all.
#[mcp_server(name = "nothing", version = "1.0.0")]
#[expect(deprecated, reason = "it is a server that offers nothing")]
mod nothing {}

const TRACE: &str =
    r#""traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","tracestate":"a=1""#;
const SEEN: &str = r#"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01 Some(\"a=1\")"#;

#[test]
fn a_handshake_is_remembered() {
    for revision in ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"] {
        let talk = format!(
            r#"
→ {{"jsonrpc":"2.0","id":1,"method":"initialize","params":{{"protocolVersion":"{revision}","capabilities":{{"sampling":{{"tools":{{}}}},"roots":{{}}}},"clientInfo":{{"name":"me","version":"1"}}}}}}
← {{"jsonrpc":"2.0","id":1,"result":"…"}}
→ {{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{{"name":"who"}}}}
← {{"jsonrpc":"2.0","id":2,"result":{{"content":[{{"type":"text","text":"{revision} me --+++ "}}]}}}}
→ {{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{{"name":"who","_meta":{{{TRACE}}}}}}}
← {{"jsonrpc":"2.0","id":3,"result":{{"content":[{{"type":"text","text":"{revision} me --+++ {SEEN}"}}]}}}}
→ {{"jsonrpc":"2.0","id":4,"method":"tools/call","params":{{"name":"who","_meta":{{"traceparent":7,"tracestate":[]}}}}}}
← {{"jsonrpc":"2.0","id":4,"result":{{"content":[{{"type":"text","text":"{revision} me --+++ "}}]}}}}
"#
        );
        let mut client = RawClient::new(who::server(), Options::default()).expect("the server starts");
        check(revision, &talk, &mut client);
    }
}

/// `_meta` of a modern request of a client that can do this.
fn meta(capabilities: &str, more: &str) -> String {
    format!(
        r#""_meta":{{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{{"name":"me","version":"1"}},"io.modelcontextprotocol/clientCapabilities":{capabilities}{more}}}"#
    )
}

/// The end of a modern result.
const TAIL: &str = r#""resultType":"complete","_meta":"…""#;

/// M-BASE-16, M-META-03, M-META-09
#[test]
fn each_modern_request_says_it_anew() {
    let (forms, nothing) =
        (meta(r#"{"elicitation":{"form":{},"url":{}}}"#, ""), meta("{}", &format!(",{TRACE}")));
    let talk = format!(
        r#"
→ {{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{"name":"who",{forms}}}}}
← {{"jsonrpc":"2.0","id":1,"result":{{"content":[{{"type":"text","text":"2026-07-28 me ++--- "}}],{TAIL}}}}}
→ {{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{{"name":"who",{nothing}}}}}
← {{"jsonrpc":"2.0","id":2,"result":{{"content":[{{"type":"text","text":"2026-07-28 me ----- {SEEN}"}}],{TAIL}}}}}
"#
    );
    let mut client = RawClient::new(who::server(), Options::default()).expect("the server starts");
    check("2026-07-28", &talk, &mut client);
}

/// M-BASE-21, L-CAP-01
#[test]
fn a_server_without_tools_has_no_methods_for_them() {
    let modern = meta("{}", "");
    let mut talk = String::from(
        r#"
→ {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"me","version":"1"}}}
← {"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-11-25","capabilities":{},"serverInfo":{"name":"nothing","version":"1.0.0"},"instructions":"Nothing at all."}}
→ {"jsonrpc":"2.0","id":2,"method":"ping"}
← {"jsonrpc":"2.0","id":2,"result":{}}
"#,
    );
    for (at, method) in ["tools/list", "tools/call", "logging/setLevel"].into_iter().enumerate() {
        for (id, params) in
            [(10 + at, r#"{"name":"x","level":"info"}"#.to_owned()), (20 + at, format!("{{{modern}}}"))]
        {
            talk.push_str(&format!(
                "→ {{\"jsonrpc\":\"2.0\",\"id\":{id},\"method\":\"{method}\",\"params\":{params}}}\n\
                 ← {{\"jsonrpc\":\"2.0\",\"id\":{id},\"error\":{{\"code\":-32601,\"message\":\"unknown method: {method}\"}}}}\n"
            ));
        }
    }
    let mut client = RawClient::new(nothing::server(), Options::default()).expect("the server starts");
    check("nothing", &talk, &mut client);
}

fn post(service: &HttpService, headers: &[(&str, &str)], body: String) -> (StatusCode, Value) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut request = Request::post("/mcp")
            .header("Host", "localhost")
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::new(bytes::Bytes::from(body))).expect("a request");
        let answer = service.clone().call(request).await.expect("an answer");
        let status = answer.status();
        let body = answer.into_body().collect().await.expect("a body").to_bytes();
        (status, serde_json::from_slice(&body).expect("JSON"))
    })
}

/// M-BASE-21 over HTTP: the status of a method that is not there.
#[test]
fn over_http_too() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let service = runtime.block_on(async { HttpService::new(nothing::server(), Options::default()) });
    let service = service.expect("the server starts");
    let body = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{{{}}}}}"#, meta("{}", ""));
    let headers = [("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/list")];
    let (status, answer) = post(&service, &headers, body);
    assert_eq!((status, &answer["error"]["code"]), (StatusCode::NOT_FOUND, &json!(-32601)), "{answer}");
}

/// M-BASE-02, M-VER-02
#[test]
fn a_server_without_anything_can_be_discovered_and_listened_to() {
    let modern = meta("{}", "");
    let talk = format!(
        r#"
→ {{"jsonrpc":"2.0","id":1,"method":"server/discover","params":{{{modern}}}}}
← {{"jsonrpc":"2.0","id":1,"result":{{"supportedVersions":["2026-07-28"],"capabilities":{{}},"…":"…"}}}}
→ {{"jsonrpc":"2.0","id":2,"method":"subscriptions/listen","params":{{"notifications":{{"toolsListChanged":true}},{modern}}}}}
← {{"jsonrpc":"2.0","method":"notifications/subscriptions/acknowledged","params":{{"notifications":{{}},"_meta":{{"io.modelcontextprotocol/subscriptionId":2}}}}}}
"#
    );
    let mut client = RawClient::new(nothing::server(), Options::default()).expect("the server starts");
    check("nothing", &talk, &mut client);
}
