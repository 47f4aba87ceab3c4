//! A message as it comes in, read in one pass: envelope, params and `_meta` at once, only arguments are left as they are.
//!
//! The structs here take objects only (serde's derive alone takes arrays for structs), and borrow from the line.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::rpc::params::Params;

/// The longest id, in bytes of JSON: it is kept while its call runs.
const MAX_ID: usize = 128 << 10;

/// So many members of `arguments` are looked at. No function has as many parameters, so a call with more is refused for those
/// that are seen, and what it costs does not grow with the rest.
pub(crate) const MAX_ARGUMENTS: usize = 1024;

/// The arguments as they stand in the message, in the order of the message.
pub(crate) type RawArguments<'a> = Vec<(Cow<'a, str>, &'a RawValue)>;

/// Any message.
#[derive(serde::Deserialize)]
pub(crate) struct Envelope<'a> {
    #[serde(borrow)]
    pub(crate) jsonrpc: Text<'a>,
    #[serde(borrow, default, deserialize_with = "present")]
    pub(crate) id: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(crate) method: Option<Text<'a>>,
    #[serde(borrow, default, deserialize_with = "params")]
    pub(crate) params: Params<'a>,
    #[serde(borrow, default, deserialize_with = "present")]
    pub(crate) result: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    pub(crate) error: Option<&'a RawValue>,
}

/// Params of which only `_meta` matters.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub(crate) struct MetaOnly<'a> {
    #[serde(borrow, rename = "_meta", deserialize_with = "object_or_null")]
    _meta: Meta<'a>,
}

/// The part of `_meta` that the protocol defines.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub(crate) struct Meta<'a> {
    #[serde(borrow, rename = "io.modelcontextprotocol/protocolVersion")]
    pub(crate) protocol_version: Option<Text<'a>>,
    #[serde(borrow, rename = "io.modelcontextprotocol/clientCapabilities")]
    pub(crate) capabilities: Option<&'a RawValue>,
    #[serde(borrow, rename = "io.modelcontextprotocol/clientInfo")]
    pub(crate) client_info: Option<&'a RawValue>,
    #[serde(borrow, rename = "io.modelcontextprotocol/logLevel")]
    pub(crate) log_level: Option<Text<'a>>,
    #[serde(borrow, rename = "progressToken")]
    pub(crate) progress_token: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(crate) traceparent: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(crate) tracestate: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(crate) baggage: Option<&'a RawValue>,
}

impl<'a> Envelope<'a> {
    /// Reads a line. An error says nothing about what was wrong: that is `diagnose`'s work, and rare.
    pub(crate) fn read(line: &'a str) -> Result<Self, serde_json::Error> {
        serde_json::from_str::<Object<Self>>(line).map(|object| object.0)
    }

    /// The id as JSON text, when it is one that a request may have: a string, or an integer of any size. `1.0` is 1, as it is
    /// to clients whose numbers are all floats.
    pub(crate) fn request_id(id: &'a RawValue) -> Option<&'a str> {
        let text = id.get();
        let number = Some(text).filter(|text| !text.starts_with('"')).and_then(|text| text.split_once('.'));
        let text = match number {
            Some((whole, zeros)) if zeros.bytes().all(|b| b == b'0') => whole,
            _ => text,
        };
        let digits = text.strip_prefix('-').unwrap_or(text);
        let fits = text.starts_with('"') || digits.bytes().all(|b| b.is_ascii_digit());
        (fits && text.len() <= MAX_ID && is_text(text)).then_some(text)
    }
}

impl<'a> Meta<'a> {
    /// The progress token as JSON text, when it is one: a string or an integer (L-UTIL-09); others are ignored.
    pub(crate) fn progress_token(&self) -> Option<&'a str> {
        self.progress_token.and_then(Envelope::request_id)
    }
}

/// A text, borrowed where it holds no escape.
#[derive(Debug)]
pub(crate) struct Text<'a>(pub(crate) Cow<'a, str>);

impl std::ops::Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor<'a>(PhantomData<&'a ()>);
        impl<'de: 'a, 'a> Visitor<'de> for TextVisitor<'a> {
            type Value = Text<'a>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text<'a>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Text<'a>, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(TextVisitor(PhantomData))
    }
}

/// The arguments of a call, each still as it was written.
#[derive(Debug)]
pub(crate) struct Arguments<'a>(pub(crate) RawArguments<'a>);

impl<'de: 'a, 'a> Deserialize<'de> for Arguments<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ArgumentsVisitor<'a>(PhantomData<&'a ()>);
        impl<'de: 'a, 'a> Visitor<'de> for ArgumentsVisitor<'a> {
            type Value = Arguments<'a>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Arguments<'a>, A::Error> {
                let mut arguments = Vec::with_capacity(4);
                while let Some((Text(name), value)) = map.next_entry::<Text<'a>, &'a RawValue>()? {
                    arguments.push((name, value));
                    if arguments.len() == MAX_ARGUMENTS {
                        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                    }
                }
                Ok(Arguments(arguments))
            }
        }
        deserializer.deserialize_map(ArgumentsVisitor(PhantomData))
    }
}

/// Whether a JSON string is a text: half of a surrogate pair is none, wherever it stands in a message.
fn is_text(json: &str) -> bool {
    memchr::memchr(b'\\', json.as_bytes()).is_none() || serde_json::from_str::<Text<'_>>(json).is_ok()
}

/// A `T` that was an object.
pub(crate) struct Object<T>(pub(crate) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ObjectVisitor<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
            type Value = Object<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Object<T>, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Object)
            }
        }
        deserializer.deserialize_map(ObjectVisitor(PhantomData))
    }
}

/// Keeps `null` as a value: a request with `"id": null` is no notification.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'de RawValue>, D::Error> {
    <&RawValue>::deserialize(deserializer).map(Some)
}

fn params<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Params<'de>, D::Error> {
    Object::deserialize(deserializer).map(|object| object.0)
}

/// Some clients write `"_meta": null` for none.
pub(crate) fn object_or_null<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Meta<'de>, D::Error> {
    Option::<Object<Meta<'de>>>::deserialize(deserializer)
        .map(|object| object.map(|object| object.0).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_pass_reads_all_that_is_defined() {
        let line = r#"{"jsonrpc":"2.0","id":"a\"","method":"tools/call","x":1,"params":{"name":"add","arguments":
            {"a":1,"b\n":[2]},"y":[],"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","progressToken":7}}}"#;
        let message = Envelope::read(line).expect("a message");
        assert_eq!(message.id.and_then(Envelope::request_id), Some(r#""a\"""#));
        assert_eq!(message.method.as_deref(), Some("tools/call"));
        assert_eq!(message.params.meta.progress_token(), Some("7"));
        let arguments = message.params.arguments.expect("arguments").0;
        let arguments: Vec<_> = arguments.iter().map(|(name, raw)| (&**name, raw.get())).collect();
        assert_eq!(arguments, [("a", "1"), ("b\n", "[2]")]);
    }

    #[test]
    fn arrays_are_no_objects_and_null_is_no_absence() {
        assert!(Envelope::read(r#"["2.0",5,"ping"]"#).is_err());
        assert!(Envelope::read(r#"{"jsonrpc":"2.0","method":"m","params":[]}"#).is_err());
        assert!(Envelope::read(r#"{"jsonrpc":"2.0","method":"m","params":{"arguments":[]}}"#).is_err());
        let message = Envelope::read(r#"{"jsonrpc":"2.0","method":"m","id":null}"#).expect("a message");
        assert_eq!(message.id.map(Envelope::request_id), Some(None));
        for (id, read) in [
            ("1", Some("1")),
            ("-1", Some("-1")),
            ("1.0", Some("1")),
            ("-10.00", Some("-10")),
            (r#""1.0""#, Some(r#""1.0""#)),
            ("1.5", None),
            ("1e3", None),
            ("1.0e3", None),
            ("true", None),
            ("[1]", None),
        ] {
            let line = format!(r#"{{"jsonrpc":"2.0","method":"m","id":{id}}}"#);
            let message = Envelope::read(&line).expect("a message");
            assert_eq!(message.id.and_then(Envelope::request_id), read, "{id}");
        }
    }
}
