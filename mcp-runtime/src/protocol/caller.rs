//! Who asks. What a request says of its caller, or what its connection knows, is put together here and nowhere else.
//!
//! A request whose `_meta` names a protocol version stands for itself; every other one belongs to the connection's
//! handshake. Nothing that a modern request says is remembered (M-BASE-16).

use std::cell::OnceCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use serde_json::value::RawValue;

use crate::outcome::ask_error::Need;
use crate::outcome::error::RpcError;
use crate::protocol::client::{ClientCapabilities, ClientInfo};
use crate::protocol::extensions::Extensions;
use crate::protocol::level::Level;
use crate::protocol::lifecycle::{self, Agreed};
use crate::protocol::revision::Revision;
use crate::protocol::trace::{self, Trace, TraceContext};
use crate::rpc::message::Meta;
use crate::rpc::outbox::Outbox;
use crate::rpc::questions::{Book, Questions};
use crate::schema::describe::cut;

/// Who asks, borrowed from the message and from its connection.
pub(crate) struct Caller<'a> {
    pub(crate) revision: Revision,
    words: Words<'a>,
    pub(crate) log: Threshold<'a>,
    trace: Trace<'a>,
    /// Where requests to the client are kept until it answers (until 2025-11-25).
    questions: Option<(&'a Book, &'a Arc<Outbox>)>,
    pub(crate) via: &'a Via<'a>,
}

/// The client's own words about itself.
#[derive(Clone, Copy)]
enum Words<'a> {
    /// Those of its handshake.
    Settled(&'a Agreed),
    /// Those of this request.
    Said { client: Option<&'a RawValue>, capabilities: Option<&'a RawValue> },
}

/// How a request came in, and where what is said to its caller goes.
pub(crate) struct Via<'a> {
    pub(crate) outlet: Outlet<'a>,
    pub(crate) sender: Sender<'a>,
}

impl<'a> Caller<'a> {
    /// Who a modern request says that it is from; nothing when it makes no claim.
    pub(crate) fn claimed(meta: &Meta<'a>, via: &'a Via<'a>) -> Option<Result<Self, RpcError>> {
        let version = meta.protocol_version.as_deref()?;
        Some(check(meta, version).map(|(revision, log_level)| Self {
            revision,
            words: Words::Said { client: meta.client_info, capabilities: meta.capabilities },
            log: Threshold::Request(log_level),
            trace: Trace::of(meta),
            questions: None,
            via,
        }))
    }

    /// Who a request is from that belongs to a handshake.
    pub(crate) fn settled(
        agreed: &'a Agreed,
        level: &'a Arc<AtomicU8>,
        questions: (&'a Book, &'a Arc<Outbox>),
        meta: &Meta<'a>,
        via: &'a Via<'a>,
    ) -> Self {
        let (words, log) = (Words::Settled(agreed), Threshold::Connection(level));
        let (revision, trace) = (agreed.revision, Trace::of(meta));
        Self { revision, words, log, trace, questions: Some(questions), via }
    }

    /// Where requests to the client are kept until it answers; nothing where it is not asked that way, or would not hear it
    /// (L-CLI-17).
    pub(crate) fn questions(&self) -> Option<&Arc<Questions>> {
        let (book, outbox) = self.questions.filter(|_| self.via.outlet.is_heard())?;
        Some(book.open(outbox))
    }

    /// Who the client says it is.
    pub(crate) fn client(&self) -> Option<ClientInfo> {
        match self.words {
            Words::Settled(agreed) => agreed.client.clone(),
            Words::Said { client, .. } => client.and_then(|raw| serde_json::from_str(raw.get()).ok()),
        }
    }

    /// What the client says it can do.
    pub(crate) fn capabilities(&self) -> ClientCapabilities {
        match self.words {
            Words::Settled(agreed) => agreed.capabilities,
            Words::Said { capabilities, .. } => {
                capabilities.map(ClientCapabilities::read).unwrap_or_default()
            }
        }
    }

    /// What of this the client cannot do, or is not asked in its revision.
    pub(crate) fn lacks(&self, needs: impl IntoIterator<Item = Need>) -> Vec<Need> {
        let can = self.capabilities();
        needs.into_iter().filter(|need| !self.revision.has(*need) || !can.has(*need)).collect()
    }

    /// The trace that it belongs to: what the message says of it, or else its HTTP request.
    pub(crate) fn trace(&self) -> Option<TraceContext> {
        self.trace.context().or_else(|| trace::carried(self.via.sender.carrier?))
    }
}

/// What a transport knows of who sent a message.
#[derive(Clone, Copy, Default)]
pub(crate) struct Sender<'a> {
    /// Whose token it came with.
    pub(crate) principal: Option<&'a Principal>,
    /// The HTTP request that it came in.
    pub(crate) carrier: Option<&'a dyn Carrier>,
}

/// The HTTP request of a message. It is asked only for what somebody can see.
pub(crate) trait Carrier {
    /// What its transport attaches to the calls in it.
    fn attached(&self) -> Extensions;
    /// The value of a header, or all of them with commas between; nothing where they are no text.
    fn header(&self, name: &str) -> Option<String>;
    /// What tells its session from others, and lets nobody into it.
    fn session(&self) -> Option<String>;
}

/// The name of who calls, by their token.
#[derive(Debug, Clone)]
pub(crate) struct Principal(pub(crate) Arc<str>);

/// Where what a call says goes.
pub(crate) enum Outlet<'a> {
    /// Into the outbox of its connection.
    Shared(&'a Arc<Outbox>),
    /// Into an outbox of its own, made when somebody asks for it.
    #[cfg_attr(
        not(feature = "http"),
        allow(dead_code, reason = "only over HTTP has a request a stream of its own")
    )]
    Own {
        outbox: OnceCell<Arc<Outbox>>,
        /// Its stream may end before the answer: the client comes back for the rest.
        may_break: bool,
        /// What comes before the answer reaches the client.
        heard: bool,
    },
}

impl Outlet<'_> {
    pub(crate) fn outbox(&self) -> &Arc<Outbox> {
        match self {
            Self::Shared(outbox) => outbox,
            Self::Own { outbox, .. } => outbox.get_or_init(Arc::default),
        }
    }

    /// Whether what is said before the answer reaches the client.
    fn is_heard(&self) -> bool {
        !matches!(self, Self::Own { heard: false, .. })
    }

    /// Whether what is said goes to a stream that may end before the answer.
    pub(crate) fn may_break(&self) -> bool {
        matches!(self, Self::Own { may_break: true, .. })
    }
}

/// The least level of log messages that the client wants.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Threshold<'a> {
    /// That of the connection, set by `logging/setLevel` (until 2025-11-25).
    Connection(&'a Arc<AtomicU8>),
    /// That of this request; without one it wants none (2026-07-28, M-LOG-03).
    Request(Option<Level>),
}

impl Threshold<'_> {
    /// The same, to be kept as long as the call.
    pub(crate) fn gate(self) -> LogGate {
        match self {
            Self::Connection(least) => LogGate::Connection(Arc::clone(least)),
            Self::Request(least) => LogGate::Request(least),
        }
    }
}

/// Which log messages go out.
#[derive(Debug)]
pub(crate) enum LogGate {
    Connection(Arc<AtomicU8>),
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

fn check(meta: &Meta<'_>, version: &str) -> Result<(Revision, Option<Level>), RpcError> {
    let Some(revision) = Revision::parse(version).filter(|revision| revision.is_modern()) else {
        return Err(lifecycle::unsupported(version));
    };
    if !has_capabilities(meta) {
        let key = "io.modelcontextprotocol/clientCapabilities";
        return Err(RpcError::invalid_params(format!("`_meta` must have the object `{key}`")));
    }
    let log_level = match meta.log_level.as_deref() {
        None => None,
        Some(name) => Some(Level::parse(name).ok_or_else(|| unknown_level(name))?),
    };
    Ok((revision, log_level))
}

/// Whether a request has what each must have (M-META-01).
#[cfg(feature = "http")]
pub(crate) fn is_complete(meta: &Meta<'_>) -> bool {
    meta.protocol_version.is_some() && has_capabilities(meta)
}

fn has_capabilities(meta: &Meta<'_>) -> bool {
    meta.capabilities.is_some_and(|raw| raw.get().starts_with('{'))
}

/// The error for a request whose header is of a revision that its body makes no claim of.
#[cfg(feature = "http")]
pub(crate) fn no_claim() -> RpcError {
    RpcError::invalid_params("`_meta` must have `io.modelcontextprotocol/protocolVersion`")
}

/// The error for a level that is none (M-LOG-05, L-LOG-03).
pub(crate) fn unknown_level(name: &str) -> RpcError {
    let known = Level::ALL.map(Level::as_str).join(", ");
    RpcError::invalid_params(format!("unknown log level {:?}; the levels are {known}", cut(name)))
}

/// The answer to a request that makes no claim on a connection without handshake.
pub(crate) fn not_open() -> RpcError {
    RpcError::invalid_request(
        "send `initialize` first, or `_meta` with `io.modelcontextprotocol/protocolVersion` and \
         `io.modelcontextprotocol/clientCapabilities`",
    )
}
