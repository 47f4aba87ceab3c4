//! What was wrong with a message that could not be read: code, sentence, and the id it has to be answered with.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::error::RpcError;
use crate::rpc::message::{Envelope, Text};

/// A message that cannot be served.
#[derive(Debug, PartialEq)]
pub(crate) struct Malformed {
    pub(crate) error: RpcError,
    /// The id as JSON text, when one was seen.
    pub(crate) id: Option<String>,
    /// It was a notification, which is never answered.
    pub(crate) silent: bool,
}

/// Finds out why [`Envelope::read`] refused a line.
pub(crate) fn diagnose(line: &[u8]) -> Malformed {
    let text = match std::str::from_utf8(line) {
        Ok(text) => text,
        Err(error) => {
            let prefix = std::str::from_utf8(&line[..error.valid_up_to()]).unwrap_or_default();
            return unreadable("the message is not UTF-8", prefix);
        }
    };
    if let Err(error) = serde_json::from_str::<IgnoredAny>(text) {
        return unreadable(&format!("the message is not JSON: {error}"), text);
    }
    let members = Members::default();
    if members.read(text).is_err() {
        return refused(RpcError::invalid_request("a message is a JSON object"), None);
    }
    members.judge()
}

/// A message whose end was never read: only its id matters.
pub(crate) fn cut_off(reason: &str, prefix: &[u8]) -> Malformed {
    let valid = std::str::from_utf8(prefix).map_or_else(|error| error.valid_up_to(), str::len);
    unreadable(reason, std::str::from_utf8(&prefix[..valid]).unwrap_or_default())
}

fn unreadable(reason: &str, text: &str) -> Malformed {
    let members = Members::default();
    let _ = members.read(text);
    let id = members.id();
    refused(RpcError::new(RpcError::PARSE, reason), id)
}

fn refused(error: RpcError, id: Option<String>) -> Malformed {
    Malformed { error, id, silent: false }
}

/// The members of the envelope that were seen, also when the text breaks off or turns out to be broken later.
#[derive(Default)]
struct Members(RefCell<Vec<(String, String)>>);

impl Members {
    fn read(&self, text: &str) -> Result<(), serde_json::Error> {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        self.deserialize(&mut deserializer)
    }

    fn get(&self, name: &str) -> Option<String> {
        self.0.borrow().iter().find(|(key, _)| key == name).map(|(_, value)| value.clone())
    }

    fn twice(&self) -> Option<&'static str> {
        let count = |name: &str| self.0.borrow().iter().filter(|(key, _)| key == name).count();
        ["jsonrpc", "id", "method", "params", "result", "error"].into_iter().find(|name| count(name) > 1)
    }

    fn id(&self) -> Option<String> {
        if self.twice() == Some("id") {
            return None;
        }
        let id = self.get("id")?;
        let raw: &RawValue = serde_json::from_str(&id).ok()?;
        Envelope::request_id(raw).map(str::to_owned)
    }

    fn judge(&self) -> Malformed {
        let id = self.id();
        let invalid = |text: &str| refused(RpcError::invalid_request(text), id.clone());
        if let Some(name) = self.twice() {
            return invalid(&format!("the member `{name}` is given twice"));
        }
        if self.get("jsonrpc").as_deref() != Some("\"2.0\"") {
            return invalid("`jsonrpc` must be \"2.0\"");
        }
        if !self.get("method").is_some_and(|method| method.starts_with('"')) {
            return invalid("`method` must be a string");
        }
        if self.get("id").is_some() && id.is_none() {
            return invalid("`id` must be a string or an integer");
        }
        let params = self.get("params").unwrap_or_default();
        let error = if params.starts_with('{') {
            let line = format!(r#"{{"jsonrpc":"2.0","method":"m","params":{params}}}"#);
            let error = Envelope::read(&line).err().map(|error| error.to_string()).unwrap_or_default();
            let words = error.split(" at line ").next().unwrap_or_default();
            RpcError::invalid_params(format!("the params do not fit: {words}"))
        } else {
            RpcError::invalid_params("`params` must be an object")
        };
        Malformed { error, silent: id.is_none(), id }
    }
}

impl<'de> DeserializeSeed<'de> for &Members {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for &Members {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(Text(key)) = map.next_key::<Text<'de>>()? {
            let value = map.next_value::<&RawValue>()?;
            self.0.borrow_mut().push((key.into_owned(), value.get().to_owned()));
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
        let cases: [(&[u8], i32, Option<&str>); 16] = [
            (b"hello", -32700, None),
            (b"", -32700, None),
            (b"{\"id\":7,\"jsonrpc\":\"2.0\",\"method\":\"\xff\"}", -32700, Some("7")),
            (br#"{"id":"a","jsonrpc":"2.0","method":"x""#, -32700, Some("\"a\"")),
            (deep.as_bytes(), -32700, Some("9")),
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
    }
}
