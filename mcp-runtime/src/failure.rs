//! Failures whose cause the model must not see: a reference for it, the whole text for the log.

use std::any::Any;
use std::hash::{BuildHasher, RandomState};

use crate::error::ToolError;

/// What the model reads instead of a private error.
pub(crate) fn hidden(tool: &str, cause: &str) -> ToolError {
    let reference = reference();
    tracing::error!(tool, reference, "{cause}");
    ToolError::new(format!("internal error (reference {reference})"))
}

/// What the model reads when a tool panicked. Where the panic happened was written by the panic hook.
#[cold]
pub(crate) fn panicked(tool: &str, payload: &(dyn Any + Send)) -> ToolError {
    let text = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without a text".into());
    hidden(tool, &format!("panicked: {text}"))
}

/// Eight random hexadecimal digits: enough to find a line in a log.
fn reference() -> String {
    let random = RandomState::new().hash_one(std::time::Instant::now());
    format!("{:08x}", random & 0xffff_ffff)
}
