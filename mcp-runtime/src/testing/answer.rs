//! What a server answers and says.

use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::schema::Shape;

/// The result of a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    result: Value,
    /// How its tool sends a value.
    shape: Option<Shape>,
}

impl Answer {
    pub(super) fn new(result: Value, shape: Option<Shape>) -> Self {
        Self { result, shape }
    }

    /// The result as it came.
    pub fn raw(&self) -> &Value {
        &self.result
    }

    /// What there is to read: the texts of the content, of the contents of a resource, or of the messages of a prompt, a line each.
    pub fn text(&self) -> String {
        let blocks =
            ["content", "contents", "messages"].into_iter().find_map(|key| self.result[key].as_array());
        let text = |block: &Value| match block.get("content") {
            Some(inner) => inner["text"].as_str().map(str::to_owned),
            None => block["text"].as_str().or_else(|| block["resource"]["text"].as_str()).map(str::to_owned),
        };
        let texts: Vec<String> = blocks.into_iter().flatten().filter_map(text).collect();
        texts.join("\n")
    }

    /// The structured content of a tool's result, as clients get it: a value that is no object is its member `result`. Nothing where
    /// the result is text, and before 2025-06-18.
    pub fn structured(&self) -> Option<&Value> {
        self.result.get("structuredContent")
    }

    /// The value that the tool returned. Err: why it cannot be read as a `T`.
    pub fn value<T: DeserializeOwned>(&self) -> Result<T, CallError> {
        let text = self.text();
        let (shape, structured) = (self.shape.unwrap_or(Shape::Text), self.structured());
        let plain = || Value::String(text.clone());
        let value = match (shape, structured) {
            (Shape::Object, Some(value)) => value.clone(),
            (Shape::Wrapped, Some(value)) => value["result"].clone(),
            (Shape::Text, _) => plain(),
            // The value decided: an object is sent as it is.
            (Shape::Free, Some(value)) => match serde_json::from_str(&text) {
                Ok(Value::Object(_)) => value.clone(),
                _ => value["result"].clone(),
            },
            _ => serde_json::from_str(&text).unwrap_or_else(|_| plain()),
        };
        // A text stands for nothing, for itself, and for a value whose JSON is a text.
        let read = T::deserialize(&value).or_else(|error| match shape {
            Shape::Text => {
                serde_json::from_str(&text).or_else(|_| T::deserialize(Value::Null)).map_err(|_| error)
            }
            _ => Err(error),
        });
        read.map_err(|error| {
            CallError::Unreadable(format!("{} is no `{}`: {error}", self.result, std::any::type_name::<T>()))
        })
    }
}

/// Why a call has no result.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum CallError {
    /// The tool failed: what the model reads.
    Tool(String),
    /// The request was refused, with an error of JSON-RPC.
    Refused {
        /// Its code, such as -32602.
        code: i64,
        /// What it says.
        message: String,
        /// Its `data`; null without any.
        data: Value,
    },
    /// The test has no answer for what the server asked; this says what to write.
    Unanswered(String),
    /// An argument cannot be sent, or a result is of another type.
    Unreadable(String),
}

impl CallError {
    /// What it says, as one text.
    pub fn text(&self) -> &str {
        match self {
            Self::Tool(text) | Self::Unanswered(text) | Self::Unreadable(text) => text,
            Self::Refused { message, .. } => message,
        }
    }

    /// The code of an error of JSON-RPC.
    pub fn code(&self) -> Option<i64> {
        match self {
            Self::Refused { code, .. } => Some(*code),
            _ => None,
        }
    }

    pub(super) fn closed() -> Self {
        Self::Unreadable("the server ended the connection without an answer".to_owned())
    }

    /// The error of a response.
    pub(super) fn refused(error: &Value) -> Self {
        Self::Refused {
            code: error["code"].as_i64().unwrap_or_default(),
            message: error["message"].as_str().unwrap_or_default().to_owned(),
            data: error["data"].clone(),
        }
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tool(text) => write!(f, "the tool failed: {text}"),
            Self::Refused { code, message, .. } => write!(f, "refused ({code}): {message}"),
            Self::Unanswered(text) | Self::Unreadable(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for CallError {}

/// Something that the server said: a notification. It is equal to the text that it prints as.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Heard {
    /// How far a call has come; prints as `progress 1/3: reading`.
    Progress {
        /// How far.
        done: f64,
        /// Of how much, where that is known.
        total: Option<f64>,
        /// What is being done.
        message: Option<String>,
    },
    /// A message of the log; prints as `info: all is copied`.
    Log {
        /// Its level, as in the protocol.
        level: String,
        /// The part of the server that speaks.
        logger: Option<String>,
        /// What is said.
        data: Value,
    },
    /// Anything else, such as `notifications/tools/list_changed`; prints as its method.
    Other {
        /// The method.
        method: String,
        /// Its parameters; null without any.
        params: Value,
    },
}

impl Heard {
    pub(super) fn of(message: &Value) -> Self {
        let (method, params) = (message["method"].as_str().unwrap_or_default(), &message["params"]);
        let text = |key: &str| params[key].as_str().map(str::to_owned);
        match method {
            "notifications/progress" => Self::Progress {
                done: params["progress"].as_f64().unwrap_or_default(),
                total: params["total"].as_f64(),
                message: text("message"),
            },
            "notifications/message" => Self::Log {
                level: text("level").unwrap_or_default(),
                logger: text("logger"),
                data: params["data"].clone(),
            },
            _ => Self::Other { method: method.to_owned(), params: params.clone() },
        }
    }
}

impl fmt::Display for Heard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Progress { done, total, message } => {
                write!(f, "progress {done}")?;
                total.map_or(Ok(()), |total| write!(f, "/{total}"))?;
                message.as_ref().map_or(Ok(()), |message| write!(f, ": {message}"))
            }
            Self::Log { level, data, .. } => match data.as_str() {
                Some(text) => write!(f, "{level}: {text}"),
                None => write!(f, "{level}: {data}"),
            },
            Self::Other { method, .. } => f.write_str(method),
        }
    }
}

impl PartialEq<&str> for Heard {
    fn eq(&self, text: &&str) -> bool {
        let printed = self.to_string();
        printed == *text
    }
}
