//! One conversation over a stream of messages: what a message is, and what happens with it.
//!
//! It knows nothing of bytes on a pipe. A message goes in; answers that are there at once come out in a buffer, calls that
//! have to run come out as [`Started`], everything later goes through the connection's outbox.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::app::App;
use crate::app::conn::Conn;
use crate::base::panics;
use crate::exec::calls::Refused;
use crate::exec::started::{Desk, Started, refusal};
use crate::outcome::error::RpcError;
use crate::outcome::failure;
use crate::protocol::caller::{Caller, Outlet, Sender, Via};
use crate::protocol::notify;
use crate::protocol::revision::Revision;
use crate::rpc::diagnose::{Malformed, cut_off};
use crate::rpc::frame::Frame;
use crate::rpc::id::key;
use crate::rpc::params::Params;
use crate::rpc::write::{self, NoId};
use crate::rpc::{self, Message, batch};
use crate::transport::dispatch::{self, Next, Request};

/// The state of a conversation.
pub(crate) struct Session {
    pub(crate) app: Arc<App>,
    pub(crate) conn: Arc<Conn>,
    pub(crate) desk: Desk,
    /// The calls that were read and have to run.
    pub(crate) started: VecDeque<Started>,
    /// Something was said that makes sense: from now on nonsense is answered.
    greeted: bool,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("conn", &self.conn).finish_non_exhaustive()
    }
}

impl Session {
    pub(crate) fn new(app: Arc<App>, conn: Arc<Conn>, desk: Desk) -> Self {
        app.join(&conn);
        Self { app, conn, desk, started: VecDeque::new(), greeted: false }
    }

    fn revision(&self) -> Option<Revision> {
        self.conn.agreed().map(|agreed| agreed.revision)
    }

    /// Whether a message may be an array of messages.
    pub(crate) fn takes_batches(&self) -> bool {
        self.revision().is_some_and(Revision::has_batches)
    }

    /// Takes one message, or an array of them where the revision has that.
    pub(crate) fn receive(&mut self, message: &[u8], sender: Sender<'_>, out: &mut Vec<u8>) {
        if message.first() == Some(&b'{') {
            return self.single(message, sender, out);
        }
        let message = message.trim_ascii_start();
        match message.first() {
            None => {}
            Some(b'[') => self.batch(message, sender, out),
            Some(_) => self.single(message, sender, out),
        }
    }

    /// Takes the start of a message that was longer than is allowed.
    pub(crate) fn too_long(&mut self, start: &[u8], out: &mut Vec<u8>) {
        let limit = self.app.options.max_message;
        self.malformed(cut_off(&format!("the message is longer than {limit} bytes"), start), out);
    }

    fn single(&mut self, message: &[u8], sender: Sender<'_>, out: &mut Vec<u8>) {
        let start = out.len();
        let taken = panics::guard(|| match rpc::read(message) {
            Ok(message) => self.take(&message, sender, out),
            Err(malformed) => self.malformed(*malformed, out),
        });
        if let Err(text) = taken {
            out.truncate(start);
            let error = failure::broken(&text);
            if let Ok(Message::Request { id, .. }) = rpc::read(message) {
                write::error(out, Some(id), NoId::Omit, &error);
            }
        }
    }

    /// Takes a message that was read.
    pub(crate) fn take(&mut self, message: &Message<'_>, sender: Sender<'_>, out: &mut Vec<u8>) {
        match message {
            Message::Request { id, method, params } => {
                if let Err(error) = self.request(id, method, params, sender, out) {
                    write::error(out, Some(id), NoId::Omit, &error);
                }
            }
            message => {
                if let Some(id) = dispatch::unanswered(&self.app, &self.conn, &self.desk.calls, message) {
                    // It may have come in the same batch.
                    self.started.retain(|started| key(started.id()) != key(id));
                }
            }
        }
    }

    #[cold]
    fn batch(&mut self, message: &[u8], sender: Sender<'_>, out: &mut Vec<u8>) {
        if !self.takes_batches() {
            return self.malformed(batch::none_here(message), out);
        }
        let items = match batch::items(message) {
            Ok(items) => items,
            Err(malformed) => return self.malformed(*malformed, out),
        };
        for item in items {
            self.single(item.get().as_bytes(), sender, out);
        }
    }

    /// Answers what is no message. Before the conversation began it only goes to the log: some clients take any answer
    /// without an id for the end of their handshake.
    #[cold]
    fn malformed(&mut self, found: Malformed, out: &mut Vec<u8>) {
        let Malformed { error, id, silent, .. } = found;
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

    fn request(
        &mut self,
        id: &str,
        method: &str,
        params: &Params<'_>,
        sender: Sender<'_>,
        out: &mut Vec<u8>,
    ) -> Result<(), RpcError> {
        let via = Via { outlet: Outlet::Shared(&self.conn.outbox), sender };
        let caller = Caller::claimed(&params.meta, &via).transpose()?;
        self.greeted = true;
        if self.desk.calls.contains(id) || self.conn.listens(id) {
            return Err(refusal(Refused::SameId, 0));
        }
        let request = Request { id, method, params };
        let next = match caller {
            Some(caller) => dispatch::request(&self.app, None, Some(&caller), request, out)?,
            None => dispatch::settled(&self.app, &self.conn, &via, request, out)?,
        };
        match next {
            Next::Answered => Ok(()),
            Next::Run(started) => {
                self.started.push_back(started);
                Ok(())
            }
            Next::Listen { topics } => {
                let options = &self.app.options;
                if self.conn.listen(id, topics, options.max_in_flight, options.max_held) {
                    return Ok(());
                }
                let text = "there are too many subscriptions, or to URIs that are too long; end one first";
                Err(RpcError::new(RpcError::INTERNAL, text))
            }
        }
    }

    /// The server stops: every subscription ends with its result, and is cancelled for clients that wait for that
    /// (AMB-01).
    pub(crate) fn farewell(conn: &Conn, app: &App) {
        for id in conn.end_listens() {
            let mut bytes = notify::listen_result(&id, &app.own_info);
            bytes.extend_from_slice(&notify::cancelled(&id));
            conn.outbox.push(Frame::notice(bytes, None));
        }
        tracing::debug!(server = app.info.name, "subscriptions ended");
    }
}

/// The error for a request of a batch whose other answers fill what may be kept.
#[cfg(feature = "http")]
pub(crate) fn too_much() -> RpcError {
    RpcError::new(RpcError::INTERNAL, "the answers to this batch are too large together; send fewer at once")
}
