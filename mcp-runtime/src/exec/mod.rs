//! The life of a call: from the request to its answer.

#[cfg(feature = "ask")]
pub(crate) mod again;
pub(crate) mod apart;
pub(crate) mod call;
pub(crate) mod called;
pub(crate) mod calls;
pub(crate) mod complete;
pub(crate) mod home;
pub(crate) mod hooked;
pub(crate) mod resources;
#[cfg(feature = "ask")]
pub(crate) mod rounds;
pub(crate) mod span;
pub(crate) mod started;
pub(crate) mod watched;
