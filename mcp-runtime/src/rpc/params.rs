//! The params of every method, together, read in the pass that reads the message.
//!
//! What nearly every request has stands in `Params` itself, which is moved about; what is seldom is behind a pointer.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::rpc::message::{Arguments, Meta, Text, object_or_null};

/// The params of a message. What a method does not use is ignored; what is seldom is reached as if it stood here.
#[derive(Default)]
pub(crate) struct Params<'a> {
    pub(crate) name: Option<Text<'a>>,
    pub(crate) uri: Option<Text<'a>>,
    pub(crate) arguments: Option<Arguments<'a>>,
    pub(crate) meta: Meta<'a>,
    seldom: Option<Box<Seldom<'a>>>,
}

/// What few messages have.
#[derive(Default)]
pub(crate) struct Seldom<'a> {
    pub(crate) cursor: Option<Text<'a>>,
    pub(crate) level: Option<Text<'a>>,
    pub(crate) protocol_version: Option<Text<'a>>,
    pub(crate) capabilities: Option<&'a RawValue>,
    pub(crate) client_info: Option<&'a RawValue>,
    pub(crate) request_id: Option<&'a RawValue>,
    pub(crate) notifications: Option<&'a RawValue>,
    /// What is completed.
    pub(crate) reference: Option<&'a RawValue>,
    pub(crate) argument: Option<&'a RawValue>,
    pub(crate) context: Option<&'a RawValue>,
    /// What was asked, answered (2026-07-28).
    pub(crate) input_responses: Option<&'a RawValue>,
    pub(crate) request_state: Option<Text<'a>>,
}

static NOTHING: Seldom<'static> = Seldom {
    cursor: None,
    level: None,
    protocol_version: None,
    capabilities: None,
    client_info: None,
    request_id: None,
    notifications: None,
    reference: None,
    argument: None,
    context: None,
    input_responses: None,
    request_state: None,
};

impl<'a> Deref for Params<'a> {
    type Target = Seldom<'a>;

    fn deref(&self) -> &Seldom<'a> {
        self.seldom.as_deref().unwrap_or(&NOTHING)
    }
}

/// The name of a member.
#[derive(serde::Deserialize)]
#[serde(field_identifier, rename_all = "camelCase")]
enum Key {
    Name,
    Uri,
    Arguments,
    #[serde(rename = "_meta")]
    Meta,
    Cursor,
    Level,
    ProtocolVersion,
    Capabilities,
    ClientInfo,
    RequestId,
    Notifications,
    #[serde(rename = "ref")]
    Reference,
    Argument,
    Context,
    InputResponses,
    RequestState,
    #[serde(other)]
    Other,
}

impl<'de: 'a, 'a> Deserialize<'de> for Params<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ParamsVisitor<'a>(PhantomData<&'a ()>);
        impl<'de: 'a, 'a> Visitor<'de> for ParamsVisitor<'a> {
            type Value = Params<'a>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Params<'a>, A::Error> {
                let mut params = Params::default();
                let mut meta = None;
                while let Some(key) = map.next_key()? {
                    match key {
                        Key::Name => once(&mut params.name, "name", &mut map)?,
                        Key::Uri => once(&mut params.uri, "uri", &mut map)?,
                        Key::Arguments => once(&mut params.arguments, "arguments", &mut map)?,
                        Key::Meta => {
                            let read = map.next_value::<OptionalMeta<'a>>()?.0;
                            if meta.replace(read).is_some() {
                                return Err(de::Error::duplicate_field("_meta"));
                            }
                        }
                        Key::Other => drop(map.next_value::<IgnoredAny>()?),
                        key => params.seldom.get_or_insert_default().read(&key, &mut map)?,
                    }
                }
                params.meta = meta.unwrap_or_default();
                Ok(params)
            }
        }
        deserializer.deserialize_map(ParamsVisitor(PhantomData))
    }
}

impl<'a> Seldom<'a> {
    #[cold]
    fn read<'de: 'a, A: MapAccess<'de>>(&mut self, key: &Key, map: &mut A) -> Result<(), A::Error> {
        match key {
            Key::Cursor => once(&mut self.cursor, "cursor", map),
            Key::Level => once(&mut self.level, "level", map),
            Key::ProtocolVersion => once(&mut self.protocol_version, "protocolVersion", map),
            Key::Capabilities => once(&mut self.capabilities, "capabilities", map),
            Key::ClientInfo => once(&mut self.client_info, "clientInfo", map),
            Key::RequestId => once(&mut self.request_id, "requestId", map),
            Key::Notifications => once(&mut self.notifications, "notifications", map),
            Key::Reference => once(&mut self.reference, "ref", map),
            Key::Argument => once(&mut self.argument, "argument", map),
            Key::Context => once(&mut self.context, "context", map),
            Key::InputResponses => once(&mut self.input_responses, "inputResponses", map),
            Key::RequestState => once(&mut self.request_state, "requestState", map),
            Key::Name | Key::Uri | Key::Arguments | Key::Meta | Key::Other => Ok(()),
        }
    }
}

/// Reads a member that may be null, and may stand there once.
fn once<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    place: &mut Option<T>,
    name: &'static str,
    map: &mut A,
) -> Result<(), A::Error> {
    if place.is_some() {
        return Err(de::Error::duplicate_field(name));
    }
    *place = map.next_value()?;
    Ok(())
}

/// `_meta`, as [`object_or_null`] reads it.
struct OptionalMeta<'a>(Meta<'a>);

impl<'de: 'a, 'a> Deserialize<'de> for OptionalMeta<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        object_or_null(deserializer).map(OptionalMeta)
    }
}
