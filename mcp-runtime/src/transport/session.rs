//! One conversation over a stream of messages: what a message is, and what happens with it.
//!
//! It knows nothing of bytes on a pipe. A message goes in; answers that are there at once come out in a buffer, calls that
//! have to run come out as [`Started`], everything later goes through the connection's outbox.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use serde_json::value::RawValue;

use crate::app::App;
use crate::context::{Client, ClientInfo, LogGate};
use crate::error::RpcError;
use crate::level::Level;
use crate::outbox::Frame;
use crate::protocol::revision::Revision;
use crate::protocol::{lifecycle, notify, open};
use crate::rpc::diagnose::{Malformed, cut_off, diagnose};
use crate::rpc::message::{Envelope, Params};
use crate::rpc::write::{self, NoId};
use crate::transport::conn::Conn;
use crate::transport::pending::Refused;
use crate::transport::started::{Desk, Started, refusal};

/// So many messages may be in one batch.
const MAX_BATCH: usize = 100;

/// The state of a conversation.
pub(crate) struct Session {
    pub(crate) app: Arc<App>,
    pub(crate) conn: Arc<Conn>,
    pub(crate) desk: Desk,
    /// The calls that were read and have to run.
    pub(crate) started: VecDeque<Started>,
    /// What `initialize` settled.
    agreed: Option<(Revision, ClientInfo)>,
    /// Something was said that makes sense: from now on nonsense is answered.
    greeted: bool,
    level: LogGate,
}

impl Session {
    pub(crate) fn new(app: Arc<App>, conn: Arc<Conn>, desk: Desk) -> Self {
        app.join(&conn);
        let level = LogGate::Connection(Arc::clone(&conn.level));
        Self { app, conn, desk, started: VecDeque::new(), agreed: None, greeted: false, level }
    }

    fn revision(&self) -> Option<Revision> {
        self.agreed.as_ref().map(|(revision, _)| *revision)
    }

    /// Takes one message, or an array of them where the revision has that.
    pub(crate) fn receive(&mut self, message: &[u8], out: &mut Vec<u8>) {
        if message.first() == Some(&b'{') {
            return self.single(message, out);
        }
        let message = message.trim_ascii_start();
        match message.first() {
            None => {}
            Some(b'[') => self.batch(message, out),
            Some(_) => self.single(message, out),
        }
    }

    /// Takes the start of a message that was longer than is allowed.
    pub(crate) fn too_long(&mut self, start: &[u8], out: &mut Vec<u8>) {
        let limit = self.app.options.max_message;
        self.malformed(cut_off(&format!("the message is longer than {limit} bytes"), start), out);
    }

    fn single(&mut self, message: &[u8], out: &mut Vec<u8>) {
        let read = std::str::from_utf8(message).ok().and_then(|text| Envelope::read(text).ok());
        match read {
            Some(envelope) if &*envelope.jsonrpc == "2.0" => self.envelope(envelope, message, out),
            _ => self.malformed(diagnose(message), out),
        }
    }

    #[cold]
    fn batch(&mut self, message: &[u8], out: &mut Vec<u8>) {
        let Ok(items) = serde_json::from_slice::<Vec<&RawValue>>(message) else {
            return self.malformed(diagnose(message), out);
        };
        let refuse =
            |text: &str| Malformed { error: RpcError::invalid_request(text), id: None, silent: false };
        if !self.revision().is_some_and(Revision::has_batches) {
            return self.malformed(
                refuse("a message is one JSON object; arrays are not part of this revision"),
                out,
            );
        }
        if items.is_empty() || items.len() > MAX_BATCH {
            return self.malformed(refuse(&format!("a batch has 1 to {MAX_BATCH} messages")), out);
        }
        for item in items {
            self.single(item.get().as_bytes(), out);
        }
    }

    /// Answers what is no message. Before the conversation began it only goes to the log: some clients take any answer
    /// without an id for the end of their handshake.
    #[cold]
    fn malformed(&mut self, found: Malformed, out: &mut Vec<u8>) {
        let Malformed { error, id, silent } = found;
        tracing::warn!(code = error.code, "refused a message: {}", error.message);
        if silent || (id.is_none() && !self.greeted) {
            return;
        }
        let no_id = match self.revision() {
            Some(revision) if !revision.errors_may_lack_id() => NoId::Null,
            _ => NoId::Omit,
        };
        write::error(out, id.as_deref(), no_id, &error);
    }

    fn envelope(&mut self, envelope: Envelope<'_>, message: &[u8], out: &mut Vec<u8>) {
        let Envelope { id, method, params, result, error, .. } = envelope;
        let Some(method) = method else {
            // A response to nothing that was asked is no fault worth an answer; neither result nor error is one.
            if result.is_none() && error.is_none() {
                self.malformed(diagnose(message), out);
            }
            return;
        };
        let Some(id) = id else { return self.notification(&method, &params) };
        match Envelope::request_id(id) {
            Some(id) => {
                if let Err(error) = self.request(id, &method, params, out) {
                    write::error(out, Some(id), NoId::Omit, &error);
                }
            }
            None => self.malformed(diagnose(message), out),
        }
    }

    fn notification(&mut self, method: &str, params: &Params<'_>) {
        match method {
            "notifications/initialized" if self.agreed.is_some() => self.conn.initialized(),
            "notifications/cancelled" => {
                if let Some(id) = params.request_id.and_then(Envelope::request_id) {
                    self.desk.pending.cancel(id);
                    self.conn.unlisten(id);
                }
            }
            _ => {}
        }
    }

    fn request(
        &mut self,
        id: &str,
        method: &str,
        params: Params<'_>,
        out: &mut Vec<u8>,
    ) -> Result<(), RpcError> {
        let claim = open::claim(&params.meta).transpose()?;
        self.greeted = true;
        if self.desk.pending.contains(id) || self.conn.listens(id) {
            return Err(refusal(Refused::SameId, 0));
        }
        match claim {
            Some(claim) => {
                let gate = LogGate::Request(claim.log_level);
                self.modern(id, method, params, (claim.revision, gate), out)
            }
            None => self.legacy(id, method, params, out),
        }
    }

    fn modern(
        &mut self,
        id: &str,
        method: &str,
        params: Params<'_>,
        (revision, gate): (Revision, LogGate),
        out: &mut Vec<u8>,
    ) -> Result<(), RpcError> {
        match method {
            "tools/call" => {
                let client = Client::Json(params.meta.client_info.map(RawValue::get));
                self.call(id, params, (revision, client, &gate), out)
            }
            "tools/list" => self.list(id, &params, revision, out),
            "server/discover" => {
                let own = lifecycle::discover(&self.app);
                self.cacheable(id, &own, out);
                Ok(())
            }
            "subscriptions/listen" => self.listen(id, &params),
            _ => Err(unknown_method(method)),
        }
    }

    fn legacy(
        &mut self,
        id: &str,
        method: &str,
        params: Params<'_>,
        out: &mut Vec<u8>,
    ) -> Result<(), RpcError> {
        match method {
            "initialize" => return self.initialize(id, &params, out),
            "ping" => {
                empty(out, id);
                return Ok(());
            }
            _ => {}
        }
        let Some((revision, client)) = self.agreed.take() else {
            return Err(if is_known(method) { open::not_open() } else { unknown_method(method) });
        };
        let outcome = match method {
            "tools/call" => {
                let gate = self.level.clone();
                self.call(id, params, (revision, Client::Known(Some(&client)), &gate), out)
            }
            "tools/list" => self.list(id, &params, revision, out),
            "logging/setLevel" if self.app.speaks() => self.set_level(id, &params, out),
            _ => Err(unknown_method(method)),
        };
        self.agreed = Some((revision, client));
        outcome
    }

    #[cold]
    fn initialize(&mut self, id: &str, params: &Params<'_>, out: &mut Vec<u8>) -> Result<(), RpcError> {
        if self.agreed.is_some() {
            return Err(RpcError::invalid_request("the connection is initialized already"));
        }
        let agreed = lifecycle::agree(params)?;
        tracing::info!(client = agreed.client.name, version = %agreed.revision, "initialized");
        write::result(out, id);
        out.extend_from_slice(lifecycle::initialize(&self.app, agreed.revision).as_bytes());
        write::end(out);
        self.agreed = Some((agreed.revision, agreed.client));
        Ok(())
    }

    fn set_level(&self, id: &str, params: &Params<'_>, out: &mut Vec<u8>) -> Result<(), RpcError> {
        let name = params.level.as_deref().ok_or_else(|| RpcError::invalid_params("`level` is missing"))?;
        let level = Level::parse(name).ok_or_else(|| open::unknown_level(name))?;
        self.conn.level.store(level as u8, Ordering::Relaxed);
        empty(out, id);
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

    /// `subscriptions/listen` (2026-07-28): acknowledged at once, answered when it ends.
    fn listen(&self, id: &str, params: &Params<'_>) -> Result<(), RpcError> {
        #[derive(serde::Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Filter {
            #[serde(default)]
            tools_list_changed: bool,
        }
        let wrong =
            || RpcError::invalid_params("`notifications` must be an object of the changes to hear of");
        let filter = params.notifications.filter(|raw| raw.get().starts_with('{')).ok_or_else(wrong)?;
        let filter: Filter = serde_json::from_str(filter.get()).map_err(|_| wrong())?;
        let most = self.app.options.max_in_flight;
        let tools = filter.tools_list_changed && self.app.speaks();
        if self.conn.listen(id, tools, most) { Ok(()) } else { Err(refusal(Refused::TooMany, most)) }
    }

    /// The server stops: every subscription ends with its result, and is cancelled for clients that wait for that
    /// (AMB-01).
    pub(crate) fn farewell(conn: &Conn, app: &App) {
        for id in conn.end_listens() {
            let mut bytes = Vec::new();
            write::result(&mut bytes, &id);
            let meta = notify::subscription_meta(&id);
            bytes.extend_from_slice(format!("\"resultType\":\"complete\",{meta}").as_bytes());
            write::end(&mut bytes);
            bytes.extend_from_slice(&notify::cancelled(&id));
            conn.outbox.push(Frame::new(bytes));
        }
        tracing::debug!(server = app.info.name, "subscriptions ended");
    }
}

fn empty(out: &mut Vec<u8>, id: &str) {
    write::result(out, id);
    write::end(out);
}

fn is_known(method: &str) -> bool {
    matches!(method, "tools/call" | "tools/list" | "logging/setLevel")
}

fn unknown_method(method: &str) -> RpcError {
    RpcError::new(RpcError::METHOD_NOT_FOUND, format!("unknown method: {method}"))
}
