//! What was wrong with a message that could not be read: code, sentence, and the id it has to be answered with.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::outcome::error::RpcError;
use crate::rpc::message::{Envelope, MetaOnly, Object, Text};
use crate::rpc::params::Params;
use crate::schema::describe::cut_to;

/// A message that cannot be served.
#[derive(Debug, PartialEq)]
pub(crate) struct Malformed {
    pub(crate) error: RpcError,
    /// The id as JSON text, when one was seen.
    pub(crate) id: Option<String>,
    /// It was a notification, which is never answered.
    pub(crate) silent: bool,
    /// It is the message that is wrong, down to `params` and `_meta`, and not what a method makes of them.
    pub(crate) by_form: bool,
}

/// Finds out why [`Envelope::read`] refused a line.
pub(crate) fn diagnose(line: &[u8]) -> Malformed {
    let text = match std::str::from_utf8(line) {
        Ok(text) => text,
        Err(error) => {
            let prefix = std::str::from_utf8(&line[..error.valid_up_to()]).unwrap_or_default();
            let silent = is_response(&String::from_utf8_lossy(line));
            return Malformed { silent, ..unreadable("the message is not UTF-8", prefix) };
        }
    };
    if let Err(error) = serde_json::from_str::<IgnoredAny>(text) {
        return unreadable(&format!("the message is not JSON: {error}"), text);
    }
    let members = Members::of(text);
    if members.read().is_err() {
        return refuse("a message is a JSON object");
    }
    members.judge()
}

/// Whether a message is an answer but for its characters: answers are never answered.
fn is_response(text: &str) -> bool {
    let members = Members::of(text);
    let has = |name: &str| members.get(name).is_some();
    members.read().is_ok() && !has("method") && (has("result") || has("error"))
}

/// A message whose end was never read: only its id matters.
pub(crate) fn cut_off(reason: &str, prefix: &[u8]) -> Malformed {
    let valid = std::str::from_utf8(prefix).map_or_else(|error| error.valid_up_to(), str::len);
    unreadable(reason, std::str::from_utf8(&prefix[..valid]).unwrap_or_default())
}

fn unreadable(reason: &str, text: &str) -> Malformed {
    let members = Members::of(text);
    let _ = members.read();
    refused(RpcError::new(RpcError::PARSE, reason), members.id())
}

/// What can be read and is no message.
pub(crate) fn refuse(reason: &str) -> Malformed {
    refused(RpcError::invalid_request(reason), None)
}

fn refused(error: RpcError, id: Option<String>) -> Malformed {
    Malformed { error, id, silent: false, by_form: true }
}

/// The members of the envelope that were seen, also when the text breaks off or turns out to be broken later. Whatever else
/// the message holds is passed over, so nothing here grows with it.
struct Members<'a> {
    text: &'a str,
    values: [Cell<Option<&'a RawValue>>; NAMES.len()],
    twice: [Cell<bool>; NAMES.len()],
}

/// In the order in which they are complained of.
const NAMES: [&str; 6] = ["jsonrpc", "id", "method", "params", "result", "error"];

impl<'a> Members<'a> {
    fn of(text: &'a str) -> Self {
        Self { text, values: Default::default(), twice: Default::default() }
    }

    fn read(&self) -> Result<(), serde_json::Error> {
        let mut deserializer = serde_json::Deserializer::from_str(self.text);
        self.deserialize(&mut deserializer)
    }

    fn get(&self, name: &str) -> Option<&'a RawValue> {
        let at = NAMES.iter().position(|known| *known == name)?;
        self.values[at].get()
    }

    fn twice(&self) -> Option<&'static str> {
        NAMES.into_iter().zip(&self.twice).find_map(|(name, twice)| twice.get().then_some(name))
    }

    /// The id, unless it is in doubt: given twice, or cut off, so that the half of it may be the id of somebody else's call.
    fn id(&self) -> Option<String> {
        let id = self.get("id").filter(|_| !self.twice[1].get())?;
        let end = id.get().as_ptr() as usize + id.get().len() - self.text.as_ptr() as usize;
        let whole = self.text[end..].trim_ascii_start().starts_with([',', '}']);
        Envelope::request_id(id).filter(|_| whole).map(str::to_owned)
    }

    fn judge(&self) -> Malformed {
        let id = self.id();
        let invalid = |text: &str| refused(RpcError::invalid_request(text), id.clone());
        if let Some(name) = self.twice() {
            return invalid(&format!("the member `{name}` is given twice"));
        }
        let text = |name: &str| self.get(name).map_or("", RawValue::get);
        if text("jsonrpc") != "\"2.0\"" {
            return invalid("`jsonrpc` must be \"2.0\"");
        }
        if !text("method").starts_with('"') {
            return invalid("`method` must be a string");
        }
        let broken = |name: &str| {
            let json = text(name);
            json.starts_with('"') && serde_json::from_str::<Text<'_>>(json).is_err()
        };
        if broken("id") || broken("method") {
            let text = "the message is not JSON: a lone surrogate in a string";
            return refused(RpcError::new(RpcError::PARSE, text), id);
        }
        if self.get("id").is_some() && id.is_none() {
            return invalid("`id` must be a string or an integer");
        }
        let params = text("params");
        let meta_fits = serde_json::from_str::<Object<MetaOnly<'_>>>(params).is_ok();
        let error = if params.starts_with('{') {
            let read = serde_json::from_str::<Object<Params<'_>>>(params);
            let error = read.err().map(|error| error.to_string()).unwrap_or_default();
            let words = &error[..error.rfind(" at line ").unwrap_or(error.len())];
            if words.contains("hex escape") {
                RpcError::new(RpcError::PARSE, format!("the message is not JSON: {}", cut_to(words, 300)))
            } else {
                RpcError::invalid_params(format!("the params do not fit: {}", cut_to(words, 300)))
            }
        } else {
            RpcError::invalid_params("`params` must be an object")
        };
        Malformed { error, silent: id.is_none(), id, by_form: !meta_fits }
    }
}

impl<'de: 'a, 'a> DeserializeSeed<'de> for &Members<'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de: 'a, 'a> Visitor<'de> for &Members<'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(Text(key)) = map.next_key::<Text<'de>>()? {
            let Some(at) = NAMES.iter().position(|name| *name == key) else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            let value = map.next_value::<&RawValue>()?;
            if self.values[at].replace(Some(value)).is_some() {
                self.twice[at].set(true);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_has_its_code_and_keeps_the_id() {
        let deep = format!(r#"{{"id":9,"jsonrpc":"2.0","x":{}"#, "[".repeat(100_000));
        let cases: [(&[u8], i32, Option<&str>); 25] = [
            (b"hello", -32700, None),
            (b"", -32700, None),
            (b"{\"id\":7,\"jsonrpc\":\"2.0\",\"method\":\"\xff\"}", -32700, Some("7")),
            (br#"{"id":"a","jsonrpc":"2.0","method":"x""#, -32700, Some("\"a\"")),
            (deep.as_bytes(), -32700, Some("9")),
            (br#"{"jsonrpc":"2.0","method":"m","id":12"#, -32700, None),
            (br#"{"jsonrpc":"2.0","method":"m","id":0x10}"#, -32700, None),
            (br#"{"jsonrpc":"2.0","method":"m","id":"\ud800"}"#, -32700, None),
            (br#"{"jsonrpc":"2.0","method":"\ud800","id":1}"#, -32700, Some("1")),
            (br#"{"jsonrpc":"2.0","method":"m","params":{"name":"\ud800"},"id":1}"#, -32700, Some("1")),
            (br#"{"jsonrpc":"2.0","method":"m","id":12 "#, -32700, None),
            (br#"{"jsonrpc":"2.0","method":"m","id":12 ,"x"#, -32700, Some("12")),
            (br#"{"jsonrpc":"2.0","id":"a","method":"m","params":{},"params":{},"id":"b"}"#, -32600, None),
            (br#"{"jsonrpc":"2.0","id":"a","jsonrpc":"2.0","method":"m"}"#, -32600, Some("\"a\"")),
            (b"5", -32600, None),
            (br#"{"jsonrpc":"2.0","id":1,"id":2,"method":"m"}"#, -32600, None),
            (br#"{"jsonrpc":"2.0","id":1,"method":"m","method":"n"}"#, -32600, Some("1")),
            (br#"{"id":1,"method":"m"}"#, -32600, Some("1")),
            (br#"{"jsonrpc":"1.0","id":1,"method":"m"}"#, -32600, Some("1")),
            (br#"{"jsonrpc":"2.0","id":1}"#, -32600, Some("1")),
            (br#"{"jsonrpc":"2.0","id":1,"method":4}"#, -32600, Some("1")),
            (br#"{"jsonrpc":"2.0","id":1,"method":"m","params":[]}"#, -32602, Some("1")),
            (br#"{"jsonrpc":"2.0","id":1,"method":"m","params":null}"#, -32602, Some("1")),
            (br#"{"jsonrpc":"2.0","id":1,"method":"m","params":{"name":4}}"#, -32602, Some("1")),
            (br#"{"jsonrpc":"2.0","id":{},"method":"m","params":4}"#, -32600, None),
        ];
        for (line, code, id) in cases {
            let found = diagnose(line);
            let shown = String::from_utf8_lossy(&line[..line.len().min(80)]);
            assert_eq!((found.error.code, found.id.as_deref()), (code, id), "{shown}");
            assert!(!found.silent, "{shown}");
        }
        assert!(diagnose(br#"{"jsonrpc":"2.0","method":"m","params":4}"#).silent);
        assert!(diagnose(b"{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"x\":\"\xff\"}}").silent, "an answer");
    }
}
