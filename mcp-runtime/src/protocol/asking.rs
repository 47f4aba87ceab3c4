//! What is asked of clients: the texts, and what a revision and a client have of it.

use crate::outcome::ask_error::{AskError, Need, Unsupported};
use crate::protocol::client::ClientCapabilities;
use crate::protocol::revision::Revision;
use crate::rpc::write;

/// What clients answer with when their user refuses to let a model be asked (L-CLI-06).
const REFUSED: i64 = -1;
const METHOD_NOT_FOUND: i64 = -32601;
/// What some say instead of it, and of other things too (L-CLI-06).
const INVALID_REQUEST: i64 = -32600;

impl Revision {
    /// Whether there is such a question.
    pub(crate) fn has(self, need: Need) -> bool {
        let since = match need {
            Need::Sampling | Need::Roots => Self::V2024_11_05,
            Need::Form => return self.has_forms(),
            Need::Url | Need::SamplingTools => Self::V2025_11_25,
        };
        self >= since
    }
}

impl ClientCapabilities {
    /// Whether the client says that it can be asked this (L-CAP-05, M-META-03).
    pub(crate) fn has(self, need: Need) -> bool {
        match need {
            Need::Form => self.elicitation,
            Need::Url => self.elicitation_url,
            Need::Sampling => self.sampling,
            Need::SamplingTools => self.sampling_tools,
            Need::Roots => self.roots,
        }
    }
}

/// A request to the client, as a line. `params` is JSON text.
pub(crate) fn request(id: u64, method: &str, params: &str) -> Vec<u8> {
    format!("{{\"jsonrpc\":\"2.0\",\"id\":{id},\"method\":\"{method}\",\"params\":{params}}}\n").into_bytes()
}

/// `notifications/cancelled`: an answer is not wanted any more.
pub(crate) fn cancelled(id: u64, reason: &str) -> Vec<u8> {
    format!(
        "{{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\
         \"params\":{{\"requestId\":{id},\"reason\":\"{reason}\"}}}}\n"
    )
    .into_bytes()
}

/// What an error of a client means. Clients refuse in several ways (L-CLI-06).
pub(crate) fn refused(need: Need, code: i64, message: String) -> AskError {
    match code {
        REFUSED => AskError::Declined,
        METHOD_NOT_FOUND => AskError::Unsupported(Unsupported {
            need,
            why: format!("the client cannot be asked: it declares `{}` and does not know it", need.name()),
        }),
        INVALID_REQUEST if message.contains("not supported") => AskError::Unsupported(Unsupported {
            need,
            why: format!("the client cannot be asked: it declares `{}` and says: {message}", need.name()),
        }),
        _ => AskError::Failed(message),
    }
}

/// The params of a form; its schema is JSON text.
pub(crate) fn form(message: &str, schema: &str) -> String {
    format!("{{\"message\":{},\"requestedSchema\":{schema}}}", text(message))
}

/// The params of an address to open. `id` names it, where the revision wants that (L-CLI-11).
pub(crate) fn url(message: &str, url: &str, id: Option<&str>) -> String {
    let id = id.map(|id| format!(",\"elicitationId\":{}", text(id))).unwrap_or_default();
    format!("{{\"mode\":\"url\",\"message\":{},\"url\":{}{id}}}", text(message), text(url))
}

fn text(text: &str) -> String {
    let mut out = Vec::new();
    write::string(&mut out, text);
    String::from_utf8(out).unwrap_or_default()
}
