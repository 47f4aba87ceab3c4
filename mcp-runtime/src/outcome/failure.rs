//! Failures whose cause the model must not see: a reference for it, the whole text for the log.

use std::hash::{BuildHasher, RandomState};

use crate::outcome::content_check::Fault;
use crate::outcome::error::{RpcError, ToolError};

/// What is read instead of a private error.
pub(crate) fn hidden(name: &str, cause: &str) -> ToolError {
    let reference = reference();
    tracing::error!(name, reference, "{cause}");
    ToolError::new(format!("internal error (reference {reference})"))
}

/// Logs the whole of an error of which a part is read.
#[cold]
pub(crate) fn shown_in_part(name: &str, whole: &str) {
    tracing::warn!(name, "{whole}");
}

/// What is read when a function panicked.
#[cold]
pub(crate) fn panicked(name: &str, text: &str) -> ToolError {
    hidden(name, &format!("panicked: {text}"))
}

/// What is read instead of content that clients could not: which part it is, and not what stands there. `kind` is what
/// made it, a tool or another.
#[cold]
pub(crate) fn unreadable(kind: &str, name: &str, fault: &Fault) -> ToolError {
    let (reference, index, member) = (reference(), fault.index, fault.member);
    tracing::error!(name, reference, "the result is not sent: {fault}");
    ToolError::new(format!(
        "the {kind} made a result that clients cannot read: `{member}` of content[{index}] is not valid (reference {reference})"
    ))
}

/// The same of its `_meta`.
#[cold]
pub(crate) fn unreadable_meta(kind: &str, name: &str, fault: &str) -> ToolError {
    let reference = reference();
    tracing::error!(name, reference, "the result is not sent: {fault}");
    ToolError::new(format!(
        "the {kind} made a result that clients cannot read: its `_meta` is not valid (reference {reference})"
    ))
}

/// What takes the place of a large answer while many of those wait that nobody reads.
#[cold]
pub(crate) fn too_much_unread(name: &str) -> ToolError {
    tracing::warn!(name, "a large result is dropped: too many bytes are held for clients already");
    ToolError::new(
        "the server holds too many large results that were not read yet; ask for less, or try again later",
    )
}

/// What a client reads when something of the server's panicked that is no tool's body.
#[cold]
pub(crate) fn broken(text: &str) -> RpcError {
    let reference = reference();
    tracing::error!(reference, "panicked: {text}");
    RpcError::new(RpcError::INTERNAL, format!("internal error (reference {reference})"))
}

/// Eight random hexadecimal digits: enough to find a line in a log.
pub(crate) fn reference() -> String {
    let random = RandomState::new().hash_one(std::time::Instant::now());
    format!("{:08x}", random & 0xffff_ffff)
}
