//! What the methods of typed clients are made of.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::author::table::Server;
use crate::outcome::content::{Audio, Image, Text};
use crate::testing::answer::{Answer, CallError};
use crate::testing::client::Client;

/// A server that has a typed client: what `#[mcp_server]` implements for the type of an `impl` block, in tests or with the key
/// `client`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no typed client",
    label = "no client of this server is known here",
    note = "outside of the tests of its own crate write `#[mcp_server(client)]` on its `impl` block; a module has its client by `module::client()`"
)]
pub trait Tested: Server {
    /// The client.
    type Client: From<Client>;
}

/// One call of a typed client.
#[derive(Debug)]
pub struct Method<'a> {
    pub(super) name: &'a str,
    pub(super) is_prompt: bool,
    pub(super) arguments: Result<Map<String, Value>, CallError>,
}

impl<'a> Method<'a> {
    /// Of a tool.
    pub fn tool(name: &'a str) -> Self {
        Self { name, is_prompt: false, arguments: Ok(Map::new()) }
    }

    /// Of a prompt.
    pub fn prompt(name: &'a str) -> Self {
        Self { is_prompt: true, ..Self::tool(name) }
    }

    /// With the members of this as arguments.
    #[must_use]
    pub fn with_members<T: Serialize + ?Sized>(self, value: &T) -> Self {
        let members = match serde_json::to_value(value) {
            Ok(Value::Object(members)) => members,
            Ok(other) => {
                let text = format!("{other} has no members, which are the arguments");
                return Self { arguments: Err(CallError::Unreadable(text)), ..self };
            }
            Err(error) => {
                let text = format!("the arguments cannot be sent: {error}");
                return Self { arguments: Err(CallError::Unreadable(text)), ..self };
            }
        };
        members.iter().fold(self, |method, (name, value)| method.with(name, value, true))
    }

    /// With this argument; one that may be absent is, where it is null.
    #[must_use]
    pub fn with<T: Serialize + ?Sized>(mut self, name: &str, value: &T, may_be_absent: bool) -> Self {
        let Ok(arguments) = &mut self.arguments else { return self };
        match serde_json::to_value(value) {
            Ok(Value::Null) if may_be_absent => {}
            Ok(value) => {
                arguments.insert(name.to_owned(), value);
            }
            Err(error) => {
                self.arguments =
                    Err(CallError::Unreadable(format!("the argument `{name}` cannot be sent: {error}")));
            }
        }
        self
    }
}

/// What a method of a typed client can give.
#[diagnostic::on_unimplemented(
    message = "a client in a test cannot read a `{Self}`",
    label = "has no `Deserialize`",
    note = "put `#[derive(serde::Deserialize)]` on it, or call the tool by its name: `client.call(\"…\", json!({{…}}))`"
)]
pub trait FromAnswer: Sized {
    #[doc(hidden)]
    fn from_answer(answer: Answer) -> Result<Self, CallError>;
}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned> FromAnswer for T {
    fn from_answer(answer: Answer) -> Result<Self, CallError> {
        answer.value()
    }
}

/// Any result, where its type says nothing of what is sent.
#[diagnostic::do_not_recommend]
impl FromAnswer for Answer {
    fn from_answer(answer: Answer) -> Result<Self, CallError> {
        Ok(answer)
    }
}

macro_rules! blocks {
    ($($ty:ident $kind:literal $read:expr,)*) => {
        $(#[diagnostic::do_not_recommend]
        impl FromAnswer for $ty {
            fn from_answer(answer: Answer) -> Result<Self, CallError> {
                let block = &answer.raw()["content"][0];
                let read: fn(&Value) -> Option<Self> = $read;
                let found = if block["type"] == $kind { read(block) } else { None };
                found.ok_or_else(|| CallError::Unreadable(format!("{block} is no {}", stringify!($ty))))
            }
        })*
    };
}
blocks! {
    Text "text" |block| Some(Self::new(block["text"].as_str()?)),
    Image "image" |block| Some(Self::new(bytes(block)?, block["mimeType"].as_str()?)),
    Audio "audio" |block| Some(Self::new(bytes(block)?, block["mimeType"].as_str()?)),
}

fn bytes(block: &Value) -> Option<Vec<u8>> {
    STANDARD.decode(block["data"].as_str()?).ok()
}
