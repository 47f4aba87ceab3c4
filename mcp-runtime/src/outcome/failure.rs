//! Failures whose cause the model must not see: a reference for it, the whole text for the log.

use std::hash::{BuildHasher, RandomState};

use crate::outcome::content_check::Fault;
use crate::outcome::error::{RpcError, ToolError};

/// What the model reads instead of a private error.
pub(crate) fn hidden(tool: &str, cause: &str) -> ToolError {
    let reference = reference();
    tracing::error!(tool, reference, "{cause}");
    ToolError::new(format!("internal error (reference {reference})"))
}

/// What the model reads when a tool panicked.
#[cold]
pub(crate) fn panicked(tool: &str, text: &str) -> ToolError {
    hidden(tool, &format!("panicked: {text}"))
}

/// What the model reads instead of content that clients could not: which part it is, and not what stands there.
#[cold]
pub(crate) fn unreadable(tool: &str, fault: &Fault) -> ToolError {
    let (reference, index, member) = (reference(), fault.index, fault.member);
    tracing::error!(tool, reference, "the result is not sent: {fault}");
    ToolError::new(format!(
        "the tool made a result that clients cannot read: `{member}` of content[{index}] is not valid (reference {reference})"
    ))
}

/// What takes the place of a large answer while many of those wait that nobody reads.
#[cold]
pub(crate) fn too_much_unread(tool: &str) -> ToolError {
    tracing::warn!(tool, "a large result is dropped: too many bytes are held for clients already");
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
fn reference() -> String {
    let random = RandomState::new().hash_one(std::time::Instant::now());
    format!("{:08x}", random & 0xffff_ffff)
}
