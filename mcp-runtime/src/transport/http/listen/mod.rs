//! Sockets, connections, and their end.

pub(crate) mod address;
mod awake;
pub(crate) mod early;
pub(crate) mod host;
pub(crate) mod link;
pub(crate) mod streaming;
#[cfg(feature = "tls")]
pub(crate) mod tls;
pub(crate) mod wire;
