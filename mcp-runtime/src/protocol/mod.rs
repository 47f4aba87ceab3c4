//! The protocol: what differs between its revisions is here, and nowhere else.

pub(crate) mod asking;
pub(crate) mod caller;
pub(crate) mod client;
pub(crate) mod downgrade;
pub(crate) mod entry;
pub(crate) mod extensions;
pub(crate) mod level;
pub(crate) mod lifecycle;
pub(crate) mod methods;
pub(crate) mod notify;
pub(crate) mod package;
pub(crate) mod result;
pub(crate) mod revision;
#[cfg(feature = "ask")]
pub(crate) mod round;
pub(crate) mod topic;
pub(crate) mod trace;
