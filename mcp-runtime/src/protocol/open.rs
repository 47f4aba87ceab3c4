//! Which revision a message speaks, decided for each message by what it claims.
//!
//! A request whose `_meta` names a protocol version stands for itself; every other one belongs to the connection's
//! handshake. Nothing that a modern request says is remembered (M-BASE-16).

use crate::outcome::error::RpcError;
use crate::protocol::level::Level;
use crate::protocol::lifecycle;
use crate::protocol::revision::Revision;
use crate::rpc::message::Meta;
use crate::schema::describe::cut;

/// What a modern request says about itself.
#[derive(Debug)]
pub(crate) struct Claim {
    pub(crate) revision: Revision,
    pub(crate) log_level: Option<Level>,
}

/// Checks the claim of a request; `None` when it makes none.
pub(crate) fn claim(meta: &Meta<'_>) -> Option<Result<Claim, RpcError>> {
    meta.protocol_version.as_deref().map(|version| check(meta, version))
}

/// Whether a request has what each must have (M-META-01).
#[cfg(feature = "http")]
pub(crate) fn is_complete(meta: &Meta<'_>) -> bool {
    meta.protocol_version.is_some() && has_capabilities(meta)
}

fn has_capabilities(meta: &Meta<'_>) -> bool {
    meta.capabilities.is_some_and(|raw| raw.get().starts_with('{'))
}

fn check(meta: &Meta<'_>, version: &str) -> Result<Claim, RpcError> {
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
    Ok(Claim { revision, log_level })
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
