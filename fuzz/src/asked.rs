//! What a line of a client asks for, read apart from how the kit reads it.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

const META: &str = "io.modelcontextprotocol/";

/// One message of a client.
#[derive(Debug)]
pub(crate) enum Said {
    /// It must be answered once.
    Request(Request),
    /// It must not be answered; this call is cancelled by it.
    Notification { method: String, cancels: Option<String> },
    /// It must not be answered.
    Nothing,
    /// It may be answered by one error, without an id or with one that stands in this text.
    Fault(Vec<u8>),
}

/// A request, as far as the answer to it depends on it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Request {
    /// The id, in one form for all ways to write it.
    pub(crate) id: String,
    pub(crate) method: String,
    /// It names a version of its own.
    pub(crate) claims: bool,
    /// The progress tokens it gives, as ids.
    pub(crate) tokens: Vec<String>,
    /// The level it asks for: of itself, or of the connection.
    pub(crate) level: Option<String>,
    /// How far its progress went.
    pub(crate) done: Option<f64>,
    /// Another of the same id was refused, and it is not known which.
    pub(crate) unsure: bool,
    /// It is a subscription that was acknowledged.
    pub(crate) open: bool,
}

/// Reads a line.
pub(crate) fn read(line: &[u8], batches: bool) -> Vec<Said> {
    let line = line.trim_ascii_start();
    if line.is_empty() {
        return vec![Said::Nothing];
    }
    let Ok(text) = std::str::from_utf8(line) else { return vec![Said::Fault(line.to_vec())] };
    if !text.starts_with('[') {
        return vec![message(text)];
    }
    match serde_json::from_str::<Vec<&RawValue>>(text) {
        Ok(items) if batches && (1..=100).contains(&items.len()) => {
            items.iter().map(|item| message(item.get())).collect()
        }
        _ => vec![Said::Fault(line.to_vec())],
    }
}

/// One form for all texts of an id, when it is one that a request may have.
pub(crate) fn id(json: &str) -> Option<String> {
    if json.starts_with('"') {
        let text: String = serde_json::from_str(json).ok()?;
        return Some(format!("\"{text}\""));
    }
    let whole = match json.split_once('.') {
        Some((whole, zeros)) if zeros.bytes().all(|b| b == b'0') => whole,
        _ => json,
    };
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then(|| whole.to_owned())
}

fn message(text: &str) -> Said {
    let fault = Said::Fault(text.as_bytes().to_vec());
    let Ok(members) = serde_json::from_str::<Members<'_>>(text) else { return fault };
    let twice =
        ["jsonrpc", "id", "method", "params", "result", "error"].map(|name| members.all(name).count() > 1);
    let raw_id = members.all("id").next();
    let given = raw_id.and_then(id);
    let nameless = Said::Fault(Vec::new());
    if twice[1] || (raw_id.is_some() && given.is_none()) {
        return nameless;
    }
    let method: Option<String> =
        members.all("method").next().and_then(|json| serde_json::from_str(json).ok());
    let answers = members.has("result") || members.has("error");
    let sound = !twice.contains(&true) && members.all("jsonrpc").next().is_some_and(is_version);
    match (given, method) {
        (_, None) if answers && sound && !members.has("method") => Said::Nothing,
        (_, None) if answers => fault,
        (Some(id), method) => Said::Request(request(id, method.unwrap_or_default(), &members)),
        (None, Some(method)) if sound => {
            let params = members.object("params");
            let cancels = params.as_ref().and_then(|params| params.all("requestId").next()).and_then(id);
            Said::Notification { cancels: cancels.filter(|_| method == "notifications/cancelled"), method }
        }
        (None, _) => nameless,
    }
}

fn is_version(json: &str) -> bool {
    serde_json::from_str::<String>(json).is_ok_and(|version| version == "2.0")
}

fn request(id: String, method: String, members: &Members<'_>) -> Request {
    let mut request = Request { id, method, ..Request::default() };
    let Some(params) = members.object("params") else { return request };
    let text = |json: Option<&str>| json.and_then(|json| serde_json::from_str::<String>(json).ok());
    request.level = text(params.all("level").next());
    let Some(meta) = params.object("_meta") else { return request };
    request.claims = meta.has(&format!("{META}protocolVersion"));
    request.tokens = meta.all("progressToken").filter_map(self::id).collect();
    if request.claims {
        request.level = text(meta.all(&format!("{META}logLevel")).next());
    }
    request
}

/// The members of an object, also those that are given again.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'a> Members<'a> {
    fn all(&self, name: &str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.get())
    }

    fn has(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }

    fn object(&self, name: &str) -> Option<Members<'a>> {
        self.all(name).next().and_then(|json| serde_json::from_str(json).ok())
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = Vec<(String, &'de RawValue)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut all = Vec::new();
                while let Some(member) = map.next_entry()? {
                    all.push(member);
                }
                Ok(all)
            }
        }
        deserializer.deserialize_map(All).map(Members)
    }
}
