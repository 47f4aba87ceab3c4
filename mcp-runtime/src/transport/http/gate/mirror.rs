//! Headers that repeat what the body says, so that what stands between can route without reading it (2026-07-28). They must
//! say the same, or the two sides of a proxy would see different requests.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::HeaderName;
use serde_json::Value;

use crate::app::catalog::Catalog;
use crate::outcome::error::RpcError;
use crate::protocol::caller::Caller;
use crate::protocol::methods::{self, Form};
use crate::protocol::revision::Revision;
use crate::rpc::message::Meta;
use crate::rpc::params::Params;
use crate::schema::SAFE_INTEGER;
use crate::transport::http::Head;
use crate::transport::http::gate::guard::only;

pub(crate) const PROTOCOL_VERSION: HeaderName = HeaderName::from_static("mcp-protocol-version");
const METHOD: HeaderName = HeaderName::from_static("mcp-method");
const NAME: HeaderName = HeaderName::from_static("mcp-name");

/// What `MCP-Protocol-Version` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named {
    Nothing,
    Known(Revision),
    /// No revision, or two of them.
    Unknown,
}

impl Named {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        match only(headers, &PROTOCOL_VERSION) {
            Ok(None) => Self::Nothing,
            Ok(Some(value)) => {
                let revision = std::str::from_utf8(value).ok().and_then(Revision::parse);
                revision.map_or(Self::Unknown, Self::Known)
            }
            Err(()) => Self::Unknown,
        }
    }

    /// Whether requests of it stand for themselves.
    pub(crate) fn is_modern(self) -> bool {
        matches!(self, Self::Known(revision) if revision.is_modern())
    }
}

fn mismatch(text: impl Into<String>) -> RpcError {
    RpcError::new(RpcError::HEADER_MISMATCH, text)
}

/// `MCP-Protocol-Version` and the version in `_meta` are the same (M-HTTP-15, M-HTTP-16).
pub(crate) fn version(head: &Head, meta: &Meta<'_>) -> Result<(), RpcError> {
    let Some(version) = meta.protocol_version.as_deref() else { return Ok(()) };
    match only(&head.headers, &PROTOCOL_VERSION) {
        Ok(Some(header)) if header.trim_ascii() == version.as_bytes() => Ok(()),
        Ok(None) => Err(mismatch("the header `MCP-Protocol-Version` is missing")),
        _ => Err(mismatch("`MCP-Protocol-Version` is not the protocol version in `_meta`")),
    }
}

/// `Mcp-Method` and `Mcp-Name` (M-HDR-01 to M-HDR-08).
pub(crate) fn method_and_name(head: &Head, method: &str, params: &Params<'_>) -> Result<(), RpcError> {
    match only(&head.headers, &METHOD) {
        Ok(Some(header)) if header.trim_ascii() == method.as_bytes() => {}
        Ok(None) => return Err(mismatch("the header `Mcp-Method` is missing")),
        _ => return Err(mismatch("`Mcp-Method` is not the method of the body")),
    }
    let (name, member) = match methods::find(method, Form::Request).map(|row| row.named) {
        Some(methods::Named::Name) => (params.name.as_deref(), "params.name"),
        Some(methods::Named::Uri) => (params.uri.as_deref(), "params.uri"),
        _ => return Ok(()),
    };
    // Without a name the request is wrong in itself.
    let Some(name) = name else { return Ok(()) };
    match value(&head.headers, &NAME)? {
        Some(header) if *header == *name => Ok(()),
        Some(_) => Err(mismatch(format!("`Mcp-Name` is not `{member}`"))),
        None => Err(mismatch("the header `Mcp-Name` is missing")),
    }
}

/// `Mcp-Param-…` for each argument that is mirrored (M-PARAM-01 to M-PARAM-04).
pub(crate) fn arguments(
    head: &Head,
    catalog: &Catalog,
    caller: &Caller<'_>,
    params: &Params<'_>,
) -> Result<(), RpcError> {
    let tool = params.name.as_deref().and_then(|name| catalog.tools.get(name, caller));
    let Some(tool) = tool.filter(|tool| !tool.handler.mirrored.is_empty()) else { return Ok(()) };
    let arguments = params.arguments.as_ref().map(|arguments| &arguments.0[..]).unwrap_or_default();
    for mirrored in &tool.handler.mirrored {
        let mut path = mirrored.path.iter();
        let raw = path.next().and_then(|first| arguments.iter().find(|(name, _)| *name == first.as_str()));
        let argument: Value =
            raw.and_then(|(_, raw)| serde_json::from_str(raw.get()).ok()).unwrap_or_default();
        let argument =
            path.try_fold(&argument, |value, name| value.get(name.as_str())).unwrap_or(&Value::Null);
        let header = HeaderName::try_from(format!("mcp-param-{}", mirrored.header))
            .map_err(|_| mismatch("a mirrored argument has no name for a header"))?;
        let named = &mirrored.header;
        match (value(&head.headers, &header)?, argument) {
            (None, Value::Null) => {}
            (Some(_), Value::Null) => {
                return Err(mismatch(format!("`Mcp-Param-{named}` is there, and its argument is not")));
            }
            (None, _) => return Err(mismatch(format!("the header `Mcp-Param-{named}` is missing"))),
            (Some(header), argument) if !says(&header, argument) => {
                return Err(mismatch(format!("`Mcp-Param-{named}` is not what the argument is")));
            }
            (Some(_), _) => {}
        }
    }
    Ok(())
}

/// Whether a header says what an argument is. Integers are compared as numbers (M-PARAM-04).
fn says(header: &str, argument: &Value) -> bool {
    match argument {
        Value::String(text) => header == text,
        Value::Bool(bool) => header == if *bool { "true" } else { "false" },
        Value::Number(number) if is_safe(number) => {
            let same =
                |other: f64| number.as_f64().is_some_and(|number| (number - other).abs() < f64::EPSILON);
            header == number.to_string() || header.parse().is_ok_and(same)
        }
        // What is no scalar, or beyond the integers that can be mirrored, is refused when it is read.
        _ => true,
    }
}

/// Whether a number is one that everybody reads alike (M-PARAM-07).
#[expect(clippy::cast_precision_loss, reason = "2^53 - 1 is a float as well")]
fn is_safe(number: &serde_json::Number) -> bool {
    number.as_f64().is_some_and(|n| n.abs() <= SAFE_INTEGER as f64)
}

/// The value of a header that may be written in Base64, to carry any text.
fn value<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<Cow<'a, str>>, RpcError> {
    let twice = || mismatch(format!("there are two `{name}` headers"));
    let Some(bytes) = only(headers, name).map_err(|()| twice())? else { return Ok(None) };
    let text = std::str::from_utf8(bytes.trim_ascii()).ok().filter(|text| text.is_ascii());
    let text = text.ok_or_else(|| mismatch(format!("`{name}` has characters that a header cannot have")))?;
    let Some(encoded) = text.strip_prefix("=?base64?").and_then(|text| text.strip_suffix("?=")) else {
        return Ok(Some(text.into()));
    };
    let decoded = STANDARD.decode(encoded).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    decoded.map(|text| Some(text.into())).ok_or_else(|| mismatch(format!("`{name}` is not Base64 of a text")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// M-HDR-05
    #[test]
    fn values_are_decoded_before_they_are_compared() {
        let mut headers = HeaderMap::new();
        for (written, read) in [
            ("plain", Some("plain")),
            ("  blanks  ", Some("blanks")),
            ("=?base64?S8O2bG4=?=", Some("Köln")),
            ("=?base64?SGVsbG8=", Some("=?base64?SGVsbG8=")),
            ("=?base64?SGVsbG8?=", None),
            ("=?base64?*?=", None),
            ("=?BASE64?SGVsbG8=?=", Some("=?BASE64?SGVsbG8=?=")),
        ] {
            headers.insert(NAME, written.parse().expect("a value"));
            let got = value(&headers, &NAME).ok().flatten();
            assert_eq!(got.as_deref(), read, "{written}");
        }
        headers.append(NAME, "twice".parse().expect("a value"));
        assert!(value(&headers, &NAME).is_err());
    }

    /// M-PARAM-04
    #[test]
    fn integers_are_numbers_and_texts_are_texts() {
        for (header, argument, same) in [
            ("42", json!(42), true),
            ("42.0", json!(42), true),
            ("42", json!(42.0), true),
            ("43", json!(42), false),
            ("42", json!("42"), true),
            ("042", json!("42"), false),
            ("true", json!(true), true),
            ("TRUE", json!(true), false),
            ("9007199254740991", json!(9_007_199_254_740_991_u64), true),
            ("9007199254740992", json!(9_007_199_254_740_991_u64), false),
            // The tool refuses it.
            ("9007199254740993", json!(9_007_199_254_740_992_u64), true),
        ] {
            assert_eq!(says(header, &argument), same, "{header} {argument}");
        }
    }
}
