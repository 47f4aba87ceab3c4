//! What a tool can reach of its call: progress, log, cancellation, the client.

use std::cell::OnceCell;
use std::fmt;
use std::ops::Deref;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use crate::app::App;
use crate::extensions::{Extensions, Principal};
use crate::level::Level;
use crate::outbox::{Frame, Outbox};
use crate::progress::Meter;
use crate::protocol::revision::Revision;
use crate::say::Logged;

/// The call that a tool is answering. Take it as a parameter: `cx: Context` or `cx: &Context`.
///
/// It can be cloned and moved into other tasks. After the call ended it does nothing more.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// #[mcp_server]
/// mod copier {
///     use mcp_runtime::prelude::*;
///
///     /// Copy pages.
///     #[mcp_tool]
///     async fn copy(pages: u32, cx: &Context) -> String {
///         for page in 0..pages {
///             // Nobody copies for a client that cancelled: the call ends at its next `.await`.
///             cx.progress(page, pages).message("copying").await;
///         }
///         cx.info("all is copied").await;
///         format!("{pages} pages")
///     }
/// }
/// # fn main() { let _ = copier::server(); }
/// ```
#[derive(Clone)]
pub struct Context(Arc<Inner>);

struct Inner {
    id: Box<str>,
    revision: Revision,
    client: Option<ClientInfo>,
    progress: Option<Mutex<Meter>>,
    log: LogGate,
    logged: Mutex<Logged>,
    outbox: Arc<Outbox>,
    extensions: Option<Arc<Extensions>>,
    app: Arc<App>,
    signal: Arc<Signal>,
}

/// What a call and those who watch it share.
#[derive(Debug, Default)]
pub(crate) struct Signal {
    /// Nobody wants the call any more: what it said and is not sent yet is dropped.
    cancelled: AtomicBool,
    /// The call was answered or cancelled: what its tasks still say is dropped.
    over: AtomicBool,
    /// Something was sent for the call before its answer.
    pub(crate) spoke: AtomicBool,
    /// When what it said last was sent.
    left: Mutex<Option<Instant>>,
    changed: Notify,
}

impl Signal {
    /// The client cancelled the call, or the server stops.
    pub(crate) fn cancel(&self) {
        self.cancelled.store(true, Ordering::Release);
        self.over.store(true, Ordering::Release);
        self.changed.notify_waiters();
    }

    /// The call will be answered now.
    pub(crate) fn finish(&self) {
        self.over.store(true, Ordering::Release);
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Acquire)
    }

    /// Something that the call said was sent.
    pub(crate) fn leave(&self, now: Instant) {
        *self.left.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
    }

    /// When what the call said last was sent.
    pub(crate) fn left(&self) -> Option<Instant> {
        *self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Which log messages the client wants.
#[derive(Debug, Clone)]
pub(crate) enum LogGate {
    /// The level of the connection, set by `logging/setLevel` (until 2025-11-25).
    Connection(Arc<AtomicU8>),
    /// The level of this request; none without one (2026-07-28, M-LOG-03).
    Request(Option<Level>),
}

impl LogGate {
    fn passes(&self, level: Level) -> bool {
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

/// A value that the server was built with, as a parameter.
#[derive(Debug)]
pub struct State<T>(pub(crate) Arc<T>);

impl<T> Clone for State<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Deref for State<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// What a [`Context`] is made of, borrowed from the message: it is made only for tools that take one.
pub(crate) struct Origin<'a> {
    pub(crate) id: &'a str,
    pub(crate) revision: Revision,
    pub(crate) client: Client<'a>,
    pub(crate) progress_token: Option<&'a str>,
    pub(crate) log: &'a LogGate,
    pub(crate) outlet: &'a Outlet<'a>,
    pub(crate) attach: Option<Attach<'a>>,
    pub(crate) attached: OnceCell<Arc<Extensions>>,
    pub(crate) app: &'a Arc<App>,
    pub(crate) made: OnceCell<Context>,
}

/// The client's own words about itself.
#[derive(Clone, Copy)]
pub(crate) enum Client<'a> {
    Known(Option<&'a ClientInfo>),
    Json(Option<&'a str>),
}

impl Origin<'_> {
    pub(crate) fn extensions(&self) -> Option<&Arc<Extensions>> {
        self.attach.map(|attach| self.attached.get_or_init(|| Arc::new(attach())))
    }

    pub(crate) fn context(&self) -> Context {
        self.made.get_or_init(|| self.make()).clone()
    }

    fn make(&self) -> Context {
        Context(Arc::new(Inner {
            id: self.id.into(),
            revision: self.revision,
            client: match self.client {
                Client::Known(client) => client.cloned(),
                Client::Json(json) => json.and_then(|json| serde_json::from_str(json).ok()),
            },
            progress: self.progress_token.map(|token| Mutex::new(Meter::new(token))),
            log: self.log.clone(),
            logged: Mutex::default(),
            outbox: Arc::clone(self.outlet.outbox()),
            extensions: self.extensions().cloned(),
            app: Arc::clone(self.app),
            signal: Arc::default(),
        }))
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("id", &self.0.id)
            .field("client", &self.0.client)
            .finish_non_exhaustive()
    }
}

impl Context {
    /// Whether the client cancelled the call, or the server stops. For functions that are not async: an async one is
    /// simply dropped at its next `.await`.
    pub fn is_cancelled(&self) -> bool {
        self.0.signal.is_cancelled()
    }

    /// Waits until the call is cancelled; for tasks that a tool started beside itself.
    pub async fn cancelled(&self) {
        loop {
            let changed = self.0.signal.changed.notified();
            if self.is_cancelled() {
                return;
            }
            changed.await;
        }
    }

    /// Whose token the call came with: its name in [`HttpOptions::token_file`](crate::HttpOptions::token_file). Nothing over
    /// stdio, and where no tokens are asked for. Unlike [`client`](Self::client) it can be relied on.
    pub fn principal(&self) -> Option<&str> {
        self.extension::<Principal>().map(|principal| &*principal.0)
    }

    /// Who the client says it is. For display and logs; nothing may depend on it.
    pub fn client(&self) -> Option<&ClientInfo> {
        self.0.client.as_ref()
    }

    /// The revision of the protocol that the call speaks, such as `2025-11-25`.
    pub fn protocol_version(&self) -> &'static str {
        self.0.revision.as_str()
    }

    /// The id of the request as JSON text: `7`, or `"a"` with its quotes.
    pub fn request_id(&self) -> &str {
        &self.0.id
    }

    /// The value of type `T` that the transport attached to the request.
    pub fn extension<T: Send + Sync + 'static>(&self) -> Option<&T> {
        self.0.extensions.as_ref()?.get()
    }

    /// Shows a tool in `tools/list` and lets it be called, or hides it and refuses calls. For every client of the server;
    /// those that asked for it are told that the list changed. Says whether there is such a tool.
    pub fn enable_tool(&self, name: &str, enabled: bool) -> bool {
        self.0.app.enable(name, enabled)
    }

    pub(crate) fn signal(&self) -> &Arc<Signal> {
        &self.0.signal
    }

    pub(crate) fn meter(&self) -> Option<MutexGuard<'_, Meter>> {
        self.0.progress.as_ref().map(|meter| meter.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn outbox(&self) -> &Arc<Outbox> {
        &self.0.outbox
    }

    pub(crate) fn revision(&self) -> Revision {
        self.0.revision
    }

    pub(crate) fn logged(&self) -> MutexGuard<'_, Logged> {
        self.0.logged.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn log_passes(&self, level: Level) -> bool {
        self.0.log.passes(level)
    }

    /// Queues a notification of this call, unless it is over.
    pub(crate) fn push(&self, bytes: Vec<u8>) {
        if self.0.signal.over.load(Ordering::Acquire) {
            return;
        }
        self.0.signal.spoke.store(true, Ordering::Release);
        self.0.outbox.push(Frame::said(bytes, &self.0.signal));
    }
}

#[cfg(all(test, feature = "http"))]
mod tests;
