//! The headers that repeat what a request without a session says, so that what stands between need not read its body (2026-07-28).

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

use crate::author::handler::Mirrored;

const METHOD: HeaderName = HeaderName::from_static("mcp-method");
const NAME: HeaderName = HeaderName::from_static("mcp-name");
/// How a text begins that no header can have as it is, and how it ends (M-HDR-05).
const ENCODED: (&str, &str) = ("=?base64?", "?=");

/// The arguments of each tool that headers repeat.
#[derive(Debug, Default)]
pub(super) struct Repeated(BTreeMap<String, Vec<Mirrored>>);

impl Repeated {
    /// Those of tools that a server listed. What is there twice is the first one.
    pub(super) fn of(tools: &[Value]) -> Self {
        let mut all = BTreeMap::new();
        for tool in tools {
            let name = tool["name"].as_str().unwrap_or_default().to_owned();
            all.entry(name).or_insert_with(|| Mirrored::all(&tool["inputSchema"]));
        }
        Self(all)
    }

    /// Adds what a message says to its headers.
    pub(super) fn add(&self, heads: &mut HeaderMap, message: &str) {
        let Ok(message) = serde_json::from_str::<Value>(message) else { return };
        let params = &message["params"];
        if params["_meta"].get("io.modelcontextprotocol/protocolVersion").is_none() {
            return;
        }
        heads.extend(value(&message["method"]).map(|method| (METHOD, method)));
        heads.extend(value(&params["name"]).or_else(|| value(&params["uri"])).map(|name| (NAME, name)));
        let tool = params["name"].as_str().filter(|_| message["method"] == "tools/call");
        for Mirrored { path, header } in tool.and_then(|tool| self.0.get(tool)).into_iter().flatten() {
            let argument = path.iter().try_fold(&params["arguments"], |value, name| value.get(name));
            let header = HeaderName::try_from(format!("mcp-param-{header}")).ok();
            heads.extend(header.zip(argument.and_then(value)));
        }
    }
}

/// What a header says of a value; nothing of what is no text, number or truth.
fn value(of: &Value) -> Option<HeaderValue> {
    let text = match of {
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) => of.to_string(),
        _ => return None,
    };
    let as_it_is = text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
        && text.trim() == text
        && !(text.starts_with(ENCODED.0) && text.ends_with(ENCODED.1));
    let text = if as_it_is { text } else { format!("{}{}{}", ENCODED.0, STANDARD.encode(text), ENCODED.1) };
    HeaderValue::try_from(text).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_headers_repeat() {
        let property = |header: &str| json!({ "type": "string", "x-mcp-header": header });
        let inner = json!({ "type": "object", "properties": { "count": property("Count") } });
        let properties = json!({ "depot": property("Depot"), "urgent": property("Urgent"), "in": inner, "gone": property("Gone") });
        let tools = [json!({ "name": "päckchen", "inputSchema": { "properties": properties } })];
        let said = |method: &str, modern: bool| {
            let meta = if modern { "io.modelcontextprotocol/protocolVersion" } else { "other" };
            let arguments = json!({ "depot": "Köln", "urgent": true, "in": { "count": 7 }, "gone": null });
            let params =
                json!({ "name": "päckchen", "arguments": arguments, "_meta": { meta: "2026-07-28" } });
            let mut heads = HeaderMap::new();
            Repeated::of(&tools).add(&mut heads, &json!({ "method": method, "params": params }).to_string());
            let mut said: Vec<String> = heads
                .iter()
                .map(|(name, value)| format!("{name}: {}", value.to_str().expect("ASCII")))
                .collect();
            said.sort();
            said
        };
        let called = [
            "mcp-method: tools/call",
            "mcp-name: =?base64?cMOkY2tjaGVu?=",
            "mcp-param-count: 7",
            "mcp-param-depot: =?base64?S8O2bG4=?=",
            "mcp-param-urgent: true",
        ];
        assert_eq!(said("tools/call", true), called);
        assert_eq!(said("prompts/get", true), ["mcp-method: prompts/get", called[1]]);
        assert!(said("tools/call", false).is_empty());
    }

    #[test]
    fn texts_that_no_header_can_have() {
        for (text, header) in [
            ("plain text", "plain text"),
            ("", ""),
            (" blank", "=?base64?IGJsYW5r?="),
            ("a\nb", "=?base64?YQpi?="),
            ("=?base64?x?=", "=?base64?PT9iYXNlNjQ/eD89?="),
        ] {
            assert_eq!(value(&text.into()).expect("a value"), header, "{text}");
        }
    }
}
