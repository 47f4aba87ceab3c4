//! What a function can reach of its call: progress, log, cancellation, the client.

pub(crate) mod ask;
pub(crate) mod handle;
pub(crate) mod once;
pub(crate) mod progress;
#[cfg(feature = "ask")]
pub(crate) mod rounds;
pub(crate) mod say;

use std::any::{Any, TypeId};
use std::cell::OnceCell;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use crate::context::ask::{Asks, Line};
use crate::context::handle::Handle;
use crate::context::progress::Meter;
use crate::context::say::Logged;
use crate::outcome::failure;
use crate::protocol::caller::{Caller, LogGate, Principal};
use crate::protocol::client::{ClientCapabilities, ClientInfo};
use crate::protocol::extensions::Extensions;
use crate::protocol::level::Level;
use crate::protocol::revision::Revision;
use crate::protocol::topic::Topic;
use crate::protocol::trace::TraceContext;
use crate::rpc::frame::Frame;
use crate::rpc::identity::Identity;
use crate::rpc::outbox::Outbox;

/// The call that a tool or a prompt is answering. Take it as a parameter: `cx: Context` or `cx: &Context`.
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
    identity: Arc<Identity>,
    revision: Revision,
    client: Option<ClientInfo>,
    capabilities: ClientCapabilities,
    principal: Option<Principal>,
    trace: Option<TraceContext>,
    progress: Option<Mutex<Meter>>,
    log: LogGate,
    logged: Mutex<Logged>,
    outbox: Arc<Outbox>,
    may_break: bool,
    line: Line,
    call_id: OnceLock<Box<str>>,
    asks: Asks,
    answer_deadline: Duration,
    extensions: Option<Arc<Extensions>>,
    house: Arc<dyn House>,
    held: Arc<dyn Holds>,
}

/// The server that a call belongs to, as far as the call can change it.
pub(crate) trait House: Send + Sync {
    /// Shows or hides an entry of a list. Says whether there is one of this name.
    fn show(self: Arc<Self>, topic: Topic, name: &str, shown: bool) -> bool;

    /// Tells who hears of a resource that it changed.
    fn updated(self: Arc<Self>, uri: &str);
}

/// The values that the server of a function holds.
pub(crate) trait Holds: Send + Sync {
    /// That of a type.
    fn held(&self, of: TypeId) -> Option<&(dyn Any + Send + Sync)>;
}

/// What a [`Context`] is made of, borrowed from the message: it is made only for tools that take one.
pub(crate) struct Origin<'a> {
    pub(crate) identity: &'a Arc<Identity>,
    pub(crate) caller: &'a Caller<'a>,
    pub(crate) progress_token: Option<&'a str>,
    pub(crate) house: &'a dyn Fn() -> Arc<dyn House>,
    pub(crate) held: &'a dyn Fn() -> Arc<dyn Holds>,
    pub(crate) answer_deadline: Duration,
    /// The rounds in which it asks (2026-07-28).
    #[cfg(feature = "ask")]
    pub(crate) rounds: &'a dyn Fn() -> Option<Arc<rounds::Rounds>>,
    pub(crate) attached: OnceCell<Arc<Extensions>>,
    pub(crate) made: OnceCell<Context>,
}

impl Origin<'_> {
    pub(crate) fn extensions(&self) -> Option<&Arc<Extensions>> {
        let carrier = self.caller.via.sender.carrier?;
        Some(self.attached.get_or_init(|| Arc::new(carrier.attached())))
    }

    pub(crate) fn context(&self) -> Context {
        self.made.get_or_init(|| self.make()).clone()
    }

    fn make(&self) -> Context {
        let (caller, capabilities) = (self.caller, self.caller.capabilities());
        Context(Arc::new(Inner {
            identity: Arc::clone(self.identity),
            revision: caller.revision,
            client: caller.client(),
            capabilities,
            principal: caller.via.sender.principal.cloned(),
            trace: caller.trace(),
            progress: self.progress_token.map(|token| Mutex::new(Meter::new(token))),
            log: caller.log.gate(),
            logged: Mutex::default(),
            outbox: Arc::clone(caller.via.outlet.outbox()),
            may_break: caller.via.outlet.may_break(),
            line: self.line(capabilities),
            call_id: OnceLock::new(),
            asks: Asks::default(),
            answer_deadline: self.answer_deadline,
            extensions: self.extensions().cloned(),
            house: (self.house)(),
            held: (self.held)(),
        }))
    }
}

impl Origin<'_> {
    fn line(&self, capabilities: ClientCapabilities) -> Line {
        if !capabilities.any() {
            return Line::None;
        }
        match self.caller.questions() {
            Some(questions) => Line::Live(Arc::clone(questions)),
            #[cfg(feature = "ask")]
            None => (self.rounds)().map_or(Line::None, Line::Rounds),
            #[cfg(not(feature = "ask"))]
            None => Line::None,
        }
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("id", &self.request_id())
            .field("client", &self.0.client)
            .finish_non_exhaustive()
    }
}

impl Context {
    /// Whether the function is to stop: the client cancelled the call, its time is over, or the server stops. For functions
    /// that are not async: an async one is simply dropped at its next `.await`.
    pub fn is_cancelled(&self) -> bool {
        self.0.identity.is_to_stop()
    }

    /// Waits until the function is to stop, as [`is_cancelled`](Self::is_cancelled) says; for tasks that a tool started beside
    /// itself.
    pub async fn cancelled(&self) {
        self.0.identity.to_stop().await;
    }

    /// Whose token the call came with: its name in [`HttpOptions::token_file`](crate::HttpOptions::token_file), or by
    /// [`HttpOptions::check_tokens`](crate::HttpOptions::check_tokens). Nothing over stdio, and where no tokens are asked for. Unlike
    /// [`client`](Self::client) it can be relied on.
    pub fn principal(&self) -> Option<&str> {
        self.0.principal.as_ref().map(|principal| &*principal.0)
    }

    /// Who the client says it is. For display and logs; nothing may depend on it.
    pub fn client(&self) -> Option<&ClientInfo> {
        self.0.client.as_ref()
    }

    /// What the client says that it can do: show a form to its user, ask a model, and so on.
    pub fn client_capabilities(&self) -> ClientCapabilities {
        self.0.capabilities
    }

    /// The trace that the call belongs to, where its client says so: in `_meta` (M-META-09), or else in the headers of the same
    /// names. Hand it on to what the tool calls itself. The span of the call has it too:
    /// [`TraceContext`] says where.
    pub fn trace(&self) -> Option<&TraceContext> {
        self.0.trace.as_ref()
    }

    /// The revision of the protocol that the call speaks, such as `2025-11-25`.
    pub fn protocol_version(&self) -> &'static str {
        self.0.revision.as_str()
    }

    /// The id of the request as JSON text: `7`, or `"a"` with its quotes.
    pub fn request_id(&self) -> &str {
        self.0.identity.id()
    }

    /// A random name for this call, for what must not happen twice: the key by which a payment is known, a line of an own log. It is the same
    /// when the call runs again because it asked something, and its client cannot choose it.
    pub fn call_id(&self) -> &str {
        self.0.call_id.get_or_init(|| match &self.0.line {
            #[cfg(feature = "ask")]
            Line::Rounds(rounds) => rounds.call_id().into(),
            _ => (0..4).map(|_| failure::reference()).collect::<String>().into(),
        })
    }

    /// The value of type `T` that the transport attached to the request.
    pub fn extension<T: Send + Sync + 'static>(&self) -> Option<&T> {
        self.0.extensions.as_ref()?.get()
    }

    /// The value of type `T` that the server holds: one of `#[mcp_server(state = …)]`, or the server itself where it is an `impl` block. For what
    /// takes no parameters of its own, as [`FromCall`](crate::FromCall) and hooks ([`Next`](crate::Next)); a function takes [`State`](crate::State).
    /// What is made later is asked for as `Later<T>`, and waited for with [`Later::get`](crate::Later::get).
    pub fn state<T: Send + Sync + 'static>(&self) -> Option<&T> {
        self.0.held.held(TypeId::of::<T>())?.downcast_ref()
    }

    /// Shows a tool in `tools/list` and lets it be called, or hides it and refuses calls. For every client of the server;
    /// those that asked for it are told that the list changed. Says whether there is such a tool.
    pub fn enable_tool(&self, name: &str, enabled: bool) -> bool {
        Arc::clone(&self.0.house).show(Topic::Tools, name, enabled)
    }

    /// Shows a prompt in `prompts/list` and gives it, or does neither, as [`enable_tool`](Self::enable_tool) does with a tool.
    pub fn enable_prompt(&self, name: &str, enabled: bool) -> bool {
        Arc::clone(&self.0.house).show(Topic::Prompts, name, enabled)
    }

    /// Shows a resource in its list and lets it be read, or does neither, as [`enable_tool`](Self::enable_tool) does with a tool. `uri` is
    /// the URI or the template as it was written.
    pub fn enable_resource(&self, uri: &str, enabled: bool) -> bool {
        Arc::clone(&self.0.house).show(Topic::Resources, uri, enabled)
    }

    /// Ends the stream that this call is answered on, after what was said, so that a call of minutes holds no connection. The
    /// client comes back after a second ([`HttpOptions::retry`](crate::HttpOptions::retry)), hears what was said meanwhile, and the
    /// result.
    ///
    /// Says whether there is such a stream: one of Streamable HTTP since 2025-11-25, whose requests belong to a session, for a
    /// client that takes streams. Anywhere else it does nothing.
    pub fn end_stream(&self) -> bool {
        let Inner { identity, outbox, may_break, .. } = &*self.0;
        if *may_break {
            identity.speak(|| outbox.push(Frame::end_of_stream(identity)));
        }
        *may_break
    }

    /// Tells the clients that subscribed to this resource that it changed; they read it again. Those that come faster than a
    /// client takes them become one. What is no URI is only noted in the log.
    pub fn updated(&self, uri: &str) {
        Arc::clone(&self.0.house).updated(uri);
    }

    /// The server, for tasks that go on after the call.
    pub fn handle(&self) -> Handle {
        Handle::of(&self.0.house)
    }

    pub(crate) fn identity(&self) -> &Arc<Identity> {
        &self.0.identity
    }

    pub(crate) fn meter(&self) -> Option<MutexGuard<'_, Meter>> {
        self.0.progress.as_ref().map(|meter| meter.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn outbox(&self) -> &Arc<Outbox> {
        &self.0.outbox
    }

    pub(crate) fn asks(&self) -> &Asks {
        &self.0.asks
    }

    /// Where it is in memory: calls are told apart by that.
    fn place(&self) -> usize {
        Arc::as_ptr(&self.0).addr()
    }

    pub(crate) fn line(&self) -> &Line {
        &self.0.line
    }

    fn answer_deadline(&self) -> Duration {
        self.0.answer_deadline
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
        let Inner { identity, outbox, .. } = &*self.0;
        identity.speak(|| outbox.push(Frame::said(bytes, identity)));
    }
}

#[cfg(all(test, feature = "http"))]
mod tests;
