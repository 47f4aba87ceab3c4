//! JSON-RPC 2.0: messages in, read in one pass; frames out, through a bounded outbox.

pub(crate) mod batch;
pub(crate) mod diagnose;
pub(crate) mod frame;
pub(crate) mod id;
pub(crate) mod identity;
pub(crate) mod message;
pub(crate) mod outbox;
pub(crate) mod params;
pub(crate) mod questions;
pub(crate) mod write;

use diagnose::{Malformed, diagnose};
use message::{Envelope, Text};
use params::Params;
use serde_json::value::RawValue;

/// A message, by what it is.
pub(crate) enum Message<'a> {
    /// The id is JSON text.
    Request {
        id: &'a str,
        method: Text<'a>,
        params: Params<'a>,
    },
    Notification {
        method: Text<'a>,
        params: Params<'a>,
    },
    /// An answer to something that was asked, or to nothing: that is no fault worth an answer.
    Response {
        id: Option<&'a RawValue>,
        result: Option<&'a RawValue>,
        error: Option<&'a RawValue>,
    },
}

/// Reads a message, or finds out what is wrong with it.
pub(crate) fn read(message: &[u8]) -> Result<Message<'_>, Box<Malformed>> {
    let read = std::str::from_utf8(message).ok().and_then(|text| Envelope::read(text).ok());
    let Some(Envelope { jsonrpc, id, method, params, result, error }) = read else {
        return Err(diagnose(message).into());
    };
    if &*jsonrpc != "2.0" {
        return Err(diagnose(message).into());
    }
    match (method, id) {
        (Some(method), Some(id)) => match Envelope::request_id(id) {
            Some(id) => Ok(Message::Request { id, method, params }),
            None => Err(diagnose(message).into()),
        },
        (Some(method), None) => Ok(Message::Notification { method, params }),
        (None, id) if result.is_some() || error.is_some() => Ok(Message::Response { id, result, error }),
        // Neither result nor error is no response.
        (None, _) => Err(diagnose(message).into()),
    }
}
