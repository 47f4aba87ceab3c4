//! JSON-RPC 2.0: reading a message in one pass, and writing answers into one buffer.

pub(crate) mod diagnose;
pub(crate) mod message;
pub(crate) mod write;
