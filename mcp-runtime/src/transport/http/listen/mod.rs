//! Sockets, connections, and their end.

pub(crate) mod address;
pub(crate) mod host;
pub(crate) mod link;
#[cfg(feature = "tls")]
pub(crate) mod tls;
pub(crate) mod wire;
