//! The answers of the bare limit: serde's derive for the envelope, then `params`, then the arguments, and full
//! answers for two tools, two resources and a prompt. No table, no boxed futures, no panic guard, no cancellation, no deadlines, no limits,
//! no log.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

#[derive(Deserialize)]
struct Message<'a> {
    jsonrpc: &'a str,
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    method: &'a str,
    #[serde(borrow)]
    params: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Params<'a> {
    name: Option<&'a str>,
    uri: Option<&'a str>,
    #[serde(borrow)]
    arguments: Option<&'a RawValue>,
    #[serde(borrow, rename = "_meta")]
    meta: Option<Meta<'a>>,
}

#[derive(Deserialize)]
struct Meta<'a> {
    #[serde(rename = "io.modelcontextprotocol/protocolVersion")]
    version: Option<&'a str>,
}

#[derive(Deserialize)]
struct AddArguments {
    a: f64,
    b: f64,
}

#[derive(Deserialize)]
struct EchoArguments {
    text: String,
}

#[derive(Deserialize)]
struct GetArguments {
    who: String,
}

#[derive(Serialize)]
struct Answer<'a, T> {
    jsonrpc: &'static str,
    id: &'a RawValue,
    result: T,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReadResult<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    result_type: Option<&'static str>,
    contents: [Contents<'a>; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    ttl_ms: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cache_scope: Option<&'static str>,
    #[serde(rename = "_meta", skip_serializing_if = "Option::is_none")]
    meta: Option<ResultMeta>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Contents<'a> {
    uri: &'a str,
    mime_type: &'static str,
    text: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct GetResult<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    result_type: Option<&'static str>,
    messages: [Said<'a>; 1],
    #[serde(rename = "_meta", skip_serializing_if = "Option::is_none")]
    meta: Option<ResultMeta>,
}

#[derive(Serialize)]
struct Said<'a> {
    role: &'static str,
    content: Text<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CallResult<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    result_type: Option<&'static str>,
    content: [Text<'a>; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    structured_content: Option<Sum>,
    is_error: bool,
    #[serde(rename = "_meta", skip_serializing_if = "Option::is_none")]
    meta: Option<ResultMeta>,
}

#[derive(Serialize)]
struct Text<'a> {
    r#type: &'static str,
    text: &'a str,
}

#[derive(Serialize)]
struct Sum {
    result: f64,
}

#[derive(Serialize)]
struct ResultMeta {
    #[serde(rename = "io.modelcontextprotocol/serverInfo")]
    server_info: ServerInfo,
}

#[derive(Serialize)]
struct ServerInfo {
    name: &'static str,
    version: &'static str,
}

const INITIALIZE: &str = r#","capabilities":{"tools":{},"resources":{},"prompts":{}},"serverInfo":{"name":"limit","version":"0.1.0"}}"#;

const DISCOVER: &str = r#"{"resultType":"complete","supportedVersions":["2026-07-28","2025-11-25"],"capabilities":{"tools":{},"resources":{},"prompts":{}},"ttlMs":0,"cacheScope":"public","_meta":{"io.modelcontextprotocol/serverInfo":{"name":"limit","version":"0.1.0"}}}"#;

const TOOLS: &str = r#""tools":[{"name":"add","description":"Add two numbers.","inputSchema":{"type":"object","properties":{"a":{"type":"number"},"b":{"type":"number"}},"required":["a","b"],"additionalProperties":false},"outputSchema":{"type":"object","properties":{"result":{"type":"number"}},"required":["result"]},"annotations":{"readOnlyHint":true}},{"name":"echo","description":"Echo a text.","inputSchema":{"type":"object","properties":{"text":{"type":"string"}},"required":["text"],"additionalProperties":false}}]"#;

const CACHE: &str = r#""ttlMs":0,"cacheScope":"public","_meta":{"io.modelcontextprotocol/serverInfo":{"name":"limit","version":"0.1.0"}}"#;

/// An error on the wire: its code and its text.
type Refused = (i32, &'static str);

/// What a conversation opened by `initialize` is held in.
#[derive(Clone, Copy, PartialEq, Eq)]
#[allow(dead_code, reason = "one server speaks only one of them")]
pub(crate) enum Handshake {
    /// 2024-11-05, which knows no structured content.
    First,
    /// 2025-11-25.
    Last,
}

/// Appends the answer to a message, if it is a request. True where it was the one that opens a conversation.
pub(crate) fn answer(message: &[u8], handshake: Handshake, out: &mut Vec<u8>) -> bool {
    let Ok(message) = serde_json::from_slice::<Message<'_>>(message) else {
        refuse(None, (-32700, "parse error"), out);
        return false;
    };
    let Some(id) = message.id else { return false };
    let done = match (message.jsonrpc, message.method) {
        ("2.0", "tools/call") => call(id, handshake, message.params, out),
        ("2.0", "initialize") => {
            let version = match handshake {
                Handshake::First => r#"{"protocolVersion":"2024-11-05""#,
                Handshake::Last => r#"{"protocolVersion":"2025-11-25""#,
            };
            constant(id, &[version, INITIALIZE], out);
            return true;
        }
        ("2.0", "server/discover") => {
            constant(id, &[DISCOVER], out);
            Ok(())
        }
        ("2.0", "resources/read") => read(id, message.params, out),
        ("2.0", "prompts/get") => get(id, message.params, out),
        ("2.0", "tools/list") => list(id, message.params, out),
        _ => Err((-32601, "method not found")),
    };
    if let Err(refused) = done {
        refuse(Some(id), refused, out);
    }
    false
}

fn call(
    id: &RawValue,
    handshake: Handshake,
    params: Option<&RawValue>,
    out: &mut Vec<u8>,
) -> Result<(), Refused> {
    let params: Params<'_> = parse(params)?;
    let stateless = is_stateless(&params)?;
    match params.name {
        Some("add") => {
            let AddArguments { a, b } = parse(params.arguments)?;
            let result = a + b;
            let structured = (handshake == Handshake::Last).then_some(Sum { result });
            succeed(id, stateless, &result.to_string(), structured, out)
        }
        Some("echo") => {
            let EchoArguments { text } = parse(params.arguments)?;
            succeed(id, stateless, &text, None, out)
        }
        _ => Err((-32602, "unknown tool")),
    }
}

fn read(id: &RawValue, params: Option<&RawValue>, out: &mut Vec<u8>) -> Result<(), Refused> {
    let params: Params<'_> = parse(params)?;
    let stateless = is_stateless(&params)?;
    let uri = params.uri.ok_or((-32602, "invalid params"))?;
    let text = match uri.strip_prefix("bench://notes/") {
        Some(id) => format!("of {id}"),
        None if uri == "bench://note" => "A note.".to_owned(),
        None => return Err((-32602, "unknown resource")),
    };
    let contents = [Contents { uri, mime_type: "text/plain", text: &text }];
    let cache = stateless.then_some(0);
    let result = ReadResult {
        result_type: complete(stateless),
        contents,
        ttl_ms: cache,
        cache_scope: cache.map(|_| "private"),
        meta: meta(stateless),
    };
    write(id, result, out)
}

fn get(id: &RawValue, params: Option<&RawValue>, out: &mut Vec<u8>) -> Result<(), Refused> {
    let params: Params<'_> = parse(params)?;
    let stateless = is_stateless(&params)?;
    let GetArguments { who } = parse(params.arguments)?;
    let text = format!("of {who}");
    let messages = [Said { role: "user", content: Text { r#type: "text", text: &text } }];
    write(id, GetResult { result_type: complete(stateless), messages, meta: meta(stateless) }, out)
}

fn list(id: &RawValue, params: Option<&RawValue>, out: &mut Vec<u8>) -> Result<(), Refused> {
    let stateless = match params {
        Some(_) => is_stateless(&parse(params)?)?,
        None => false,
    };
    if stateless {
        constant(id, &[r#"{"resultType":"complete","#, TOOLS, ",", CACHE, "}"], out);
    } else {
        constant(id, &["{", TOOLS, "}"], out);
    }
    Ok(())
}

fn is_stateless(params: &Params<'_>) -> Result<bool, Refused> {
    match params.meta.as_ref().and_then(|meta| meta.version) {
        Some("2026-07-28") => Ok(true),
        Some(_) => Err((-32022, "unsupported protocol version")),
        None => Ok(false),
    }
}

fn parse<'a, T: Deserialize<'a>>(raw: Option<&'a RawValue>) -> Result<T, Refused> {
    let raw = raw.ok_or((-32602, "invalid params"))?;
    serde_json::from_str(raw.get()).map_err(|_| (-32602, "invalid params"))
}

fn succeed(
    id: &RawValue,
    stateless: bool,
    text: &str,
    structured_content: Option<Sum>,
    out: &mut Vec<u8>,
) -> Result<(), Refused> {
    let result = CallResult {
        result_type: complete(stateless),
        content: [Text { r#type: "text", text }],
        structured_content,
        is_error: false,
        meta: meta(stateless),
    };
    write(id, result, out)
}

fn complete(stateless: bool) -> Option<&'static str> {
    stateless.then_some("complete")
}

fn meta(stateless: bool) -> Option<ResultMeta> {
    stateless.then_some(ResultMeta { server_info: ServerInfo { name: "limit", version: "0.1.0" } })
}

fn write(id: &RawValue, result: impl Serialize, out: &mut Vec<u8>) -> Result<(), Refused> {
    serde_json::to_writer(out, &Answer { jsonrpc: "2.0", id, result }).map_err(|_| (-32603, "internal error"))
}

fn constant(id: &RawValue, result: &[&str], out: &mut Vec<u8>) {
    out.extend_from_slice(br#"{"jsonrpc":"2.0","id":"#);
    out.extend_from_slice(id.get().as_bytes());
    out.extend_from_slice(br#","result":"#);
    for part in result {
        out.extend_from_slice(part.as_bytes());
    }
    out.push(b'}');
}

fn refuse(id: Option<&RawValue>, (code, message): Refused, out: &mut Vec<u8>) {
    out.extend_from_slice(br#"{"jsonrpc":"2.0","#);
    if let Some(id) = id {
        out.extend_from_slice(br#""id":"#);
        out.extend_from_slice(id.get().as_bytes());
        out.push(b',');
    }
    out.extend_from_slice(format!(r#""error":{{"code":{code},"message":"{message}"}}}}"#).as_bytes());
}
