//! What a request comes to, whatever it came in by.
//!
//! An answer that is there at once is written, a call that has to run is handed back, and so is a subscription, since
//! only the transport knows where its messages go.

use std::sync::atomic::Ordering;

use serde_json::value::RawValue;

use crate::app::conn::Conn;
use crate::exec::call::Scope;
use crate::exec::calls::Calls;
use crate::exec::started::Started;
use crate::outcome::error::RpcError;
use crate::protocol::caller::{Client, LogGate};
use crate::protocol::level::Level;
use crate::protocol::open::Claim;
use crate::protocol::revision::Revision;
use crate::protocol::{lifecycle, open};
use crate::rpc::message::{Envelope, Params};
use crate::rpc::write;
use crate::schema::describe::cut;

/// The longest id of a subscription, in bytes of JSON: it is kept as long as that lasts, and goes out with each notification.
const MAX_LISTEN_ID: usize = 1 << 10;

/// What a request came to.
pub(crate) enum Next {
    /// The answer is written.
    Answered,
    /// A call has to run.
    Run(Started),
    /// A subscription is wanted: whether it hears of tools.
    Listen { tools: bool },
}

impl Scope<'_> {
    /// Answers a request that stands for itself.
    pub(crate) fn modern(
        &self,
        id: &str,
        method: &str,
        params: Params<'_>,
        claim: &Claim,
        out: &mut Vec<u8>,
    ) -> Result<Next, RpcError> {
        match method {
            "tools/call" => {
                let client = Client::Json(params.meta.client_info.map(RawValue::get));
                let gate = LogGate::Request(claim.log_level);
                return Ok(self
                    .call(id, params, (claim.revision, client, &gate), out)?
                    .map_or(Next::Answered, Next::Run));
            }
            "tools/list" => self.list(id, &params, claim.revision, out)?,
            "server/discover" => {
                let own = lifecycle::discover(&self.app.info, self.app.offer());
                self.cacheable(id, &own, out);
            }
            "subscriptions/listen" => return self.listen(id, &params),
            _ => return Err(unknown_method(method)),
        }
        Ok(Next::Answered)
    }

    /// Answers a request that belongs to the handshake of a connection.
    pub(crate) fn legacy(
        &self,
        conn: &Conn,
        id: &str,
        method: &str,
        params: Params<'_>,
        out: &mut Vec<u8>,
    ) -> Result<Next, RpcError> {
        match method {
            "initialize" => {
                self.initialize(conn, id, &params, out)?;
                return Ok(Next::Answered);
            }
            "ping" => {
                empty(out, id);
                return Ok(Next::Answered);
            }
            _ => {}
        }
        let Some(agreed) = conn.agreed() else {
            return Err(if is_known(method) { open::not_open() } else { unknown_method(method) });
        };
        match method {
            "tools/call" => {
                let client = Client::Known(agreed.client.as_ref());
                return Ok(self
                    .call(id, params, (agreed.revision, client, &conn.level), out)?
                    .map_or(Next::Answered, Next::Run));
            }
            "tools/list" => self.list(id, &params, agreed.revision, out)?,
            "logging/setLevel" if self.app.speaks() => set_level(conn, id, &params, out)?,
            _ => return Err(unknown_method(method)),
        }
        Ok(Next::Answered)
    }

    #[cold]
    fn initialize(
        &self,
        conn: &Conn,
        id: &str,
        params: &Params<'_>,
        out: &mut Vec<u8>,
    ) -> Result<(), RpcError> {
        if conn.is_settled() {
            return Err(RpcError::invalid_request("the connection is initialized already"));
        }
        let agreed = lifecycle::agree(params)?;
        let client = agreed.client.as_ref().map_or("", |client| &client.name);
        tracing::info!(client, version = %agreed.revision, "initialized");
        write::result(out, id);
        out.extend_from_slice(
            lifecycle::initialize(&self.app.info, self.app.offer(), agreed.revision).as_bytes(),
        );
        write::end(out);
        conn.agree(agreed);
        Ok(())
    }

    fn list(
        &self,
        id: &str,
        params: &Params<'_>,
        revision: Revision,
        out: &mut Vec<u8>,
    ) -> Result<(), RpcError> {
        let cursor = params.cursor.as_deref();
        let page = self.app.lists.page(self.app.tools(), revision, cursor, self.app.options.page_size)?;
        if revision.has_cache_hints() {
            self.cacheable(id, &page, out);
        } else {
            write::result(out, id);
            out.extend_from_slice(page.as_bytes());
            write::end(out);
        }
        Ok(())
    }

    /// A modern result that may be cached. Not for long: lists may change, and nothing says who else may see them
    /// (M-CACHE-01, M-CACHE-05).
    fn cacheable(&self, id: &str, own: &str, out: &mut Vec<u8>) {
        write::result(out, id);
        out.extend_from_slice(own.as_bytes());
        out.extend_from_slice(b",\"ttlMs\":0,\"cacheScope\":\"private\"");
        out.extend_from_slice(self.app.tail.as_bytes());
        write::end(out);
    }

    /// `subscriptions/listen` (2026-07-28): what of it can be honoured.
    fn listen(&self, id: &str, params: &Params<'_>) -> Result<Next, RpcError> {
        #[derive(serde::Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Filter {
            #[serde(default)]
            tools_list_changed: bool,
        }
        if id.len() > MAX_LISTEN_ID {
            let text = format!("the id of a subscription may have at most {MAX_LISTEN_ID} bytes");
            return Err(RpcError::invalid_request(text));
        }
        let wrong =
            || RpcError::invalid_params("`notifications` must be an object of the changes to hear of");
        let filter = params.notifications.filter(|raw| raw.get().starts_with('{')).ok_or_else(wrong)?;
        let filter: Filter = serde_json::from_str(filter.get()).map_err(|_| wrong())?;
        Ok(Next::Listen { tools: filter.tools_list_changed && self.app.speaks() })
    }
}

/// Takes a notification. One that nobody knows is ignored.
pub(crate) fn notification(conn: &Conn, calls: &Calls, method: &str, params: &Params<'_>) {
    match method {
        "notifications/initialized" if conn.agreed().is_some() => conn.initialized(),
        "notifications/cancelled" => {
            if let Some(id) = params.request_id.and_then(Envelope::request_id) {
                calls.cancel(id);
                conn.unlisten(id);
            }
        }
        _ => {}
    }
}

fn set_level(conn: &Conn, id: &str, params: &Params<'_>, out: &mut Vec<u8>) -> Result<(), RpcError> {
    let name = params.level.as_deref().ok_or_else(|| RpcError::invalid_params("`level` is missing"))?;
    let level = Level::parse(name).ok_or_else(|| open::unknown_level(name))?;
    if let LogGate::Connection(least) = &conn.level {
        least.store(level as u8, Ordering::Relaxed);
    }
    empty(out, id);
    Ok(())
}

fn empty(out: &mut Vec<u8>, id: &str) {
    write::result(out, id);
    write::end(out);
}

fn is_known(method: &str) -> bool {
    matches!(method, "tools/call" | "tools/list" | "logging/setLevel")
}

fn unknown_method(method: &str) -> RpcError {
    RpcError::new(RpcError::METHOD_NOT_FOUND, format!("unknown method: {}", cut(method)))
}
