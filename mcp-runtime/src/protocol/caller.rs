//! Who calls, and where what is said to them goes.

use std::cell::OnceCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use serde::{Deserialize, Serialize};

use crate::protocol::extensions::Extensions;
use crate::protocol::level::Level;
use crate::rpc::outbox::Outbox;

/// Which log messages the client wants.
#[derive(Debug, Clone)]
pub(crate) enum LogGate {
    /// The level of the connection, set by `logging/setLevel` (until 2025-11-25).
    Connection(Arc<AtomicU8>),
    /// The level of this request; none without one (2026-07-28, M-LOG-03).
    Request(Option<Level>),
}

impl LogGate {
    pub(crate) fn passes(&self, level: Level) -> bool {
        match self {
            Self::Connection(least) => level as u8 >= least.load(Ordering::Relaxed),
            Self::Request(least) => least.is_some_and(|least| level >= least),
        }
    }
}

/// Who the client says it is. For display and logs; nothing may depend on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ClientInfo {
    /// The program's name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its name for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// Makes the [`Extensions`] of a request; asked only for tools that can see them.
pub(crate) type Attach<'a> = &'a dyn Fn() -> Extensions;

/// Where what a call says goes.
pub(crate) enum Outlet<'a> {
    /// Into the outbox of its connection.
    Shared(&'a Arc<Outbox>),
    /// Into an outbox of its own, made when somebody asks for it.
    #[cfg_attr(
        not(feature = "http"),
        allow(dead_code, reason = "only over HTTP has a request a stream of its own")
    )]
    Own(OnceCell<Arc<Outbox>>),
}

impl Outlet<'_> {
    pub(crate) fn outbox(&self) -> &Arc<Outbox> {
        match self {
            Self::Shared(outbox) => outbox,
            Self::Own(outbox) => outbox.get_or_init(Arc::default),
        }
    }
}

/// The client's own words about itself.
#[derive(Clone, Copy)]
pub(crate) enum Client<'a> {
    Known(Option<&'a ClientInfo>),
    Json(Option<&'a str>),
}
