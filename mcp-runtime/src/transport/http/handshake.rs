//! Sessions of Streamable HTTP: opened by `initialize`, found by the id that it gave, gone on with where another process gave it.

use std::sync::Arc;

use http::StatusCode;
use http::header::HeaderValue;

use crate::app::conn::Conn;
use crate::outcome::error::Error;
use crate::protocol::caller::{Outlet, Sender, Via};
use crate::protocol::lifecycle::Agreed;
use crate::rpc::params::Params;
use crate::transport::dispatch::{self, Request};
use crate::transport::http::gate::guard::only;
use crate::transport::http::gate::refusal::{Refusal, Refused};
use crate::transport::http::gate::secret::Written;
use crate::transport::http::session::HttpSession;
use crate::transport::http::streamable::SESSION_ID;
use crate::transport::http::{Answer, Head, Site};

impl Site {
    /// Whether `initialize` opens a session: not in one that is there. Some clients never forget the id of one that is gone,
    /// and would be refused for ever.
    pub(crate) fn opens(&self, head: &Head) -> bool {
        let Ok(named) = only(&head.headers, &SESSION_ID) else { return false };
        named.is_none_or(|id| self.find(head, id).is_none())
    }

    fn find(&self, head: &Head, id: &[u8]) -> Option<Arc<HttpSession>> {
        let found = std::str::from_utf8(id).ok().and_then(|id| self.sessions.get(id));
        found.filter(|session| session.is_of(head.principal.as_ref()))
    }

    /// The session that a request names (L-SESS-03, L-SESS-04).
    pub(crate) fn session(self: &Arc<Self>, head: &Head) -> Result<Arc<HttpSession>, Refused> {
        let named = only(&head.headers, &SESSION_ID);
        let id = named
            .map_err(|()| Refusal::new(StatusCode::BAD_REQUEST, "there are two `Mcp-Session-Id` headers"))?;
        let Some(id) = id else {
            let text =
                "`Mcp-Session-Id` is missing: send `initialize` first, and its session id from then on";
            return Err(Refusal::new(StatusCode::BAD_REQUEST, text));
        };
        let session = match self.find(head, id) {
            Some(session) => session,
            None => self.revive(head, id)?,
        };
        session.touch(self.now());
        head.legacy_version()?;
        Ok(session)
    }

    /// Goes on with a session of another process that had the same secret. Those of this process that are not there are gone.
    #[cold]
    fn revive(self: &Arc<Self>, head: &Head, id: &[u8]) -> Result<Arc<HttpSession>, Refused> {
        let id = std::str::from_utf8(id).unwrap_or_default();
        let written = self.secret.read(id, head.token());
        let Some(written) = written.filter(|written| !written.own && !self.ended.contains(id)) else {
            tracing::debug!("a request for a session that is not there");
            let text = "there is no such session, or no more: send `initialize` again";
            return Err(Refusal::new(StatusCode::NOT_FOUND, text));
        };
        let seat = self.seat(head.peer)?;
        let conn = Arc::new(Conn::revived(self.secret.process()));
        let Written { revision, capabilities, .. } = written;
        conn.assume(Agreed { revision, client: None, capabilities });
        self.app.join(&conn);
        tracing::debug!(%revision, "a session goes on that another process began");
        let session =
            HttpSession::new(conn, head.principal.clone(), seat, self).revived(self.secret.process());
        let session = self.sessions.insert_new(id, Arc::new(session));
        self.sweep();
        Ok(session)
    }

    /// `initialize` opens a session.
    pub(crate) fn open(
        self: &Arc<Self>,
        head: &Head,
        id: &str,
        params: &Params<'_>,
    ) -> Result<Answer, Refused> {
        let conn = Arc::new(Conn::new());
        let mut out = Vec::new();
        let via = Via { outlet: Outlet::Shared(&conn.outbox), sender: Sender::default() };
        let request = Request { id, method: "initialize", params };
        if let Err(error) = dispatch::settled(&self.app, &conn, &via, request, &mut out) {
            return Ok(self.error(head, id, &error).into());
        }
        let seat = self.seat(head.peer)?;
        let agreed =
            conn.agreed().ok_or_else(|| self.broken(&Error::new("the handshake settled nothing")))?;
        let session_id = self.secret.session_id(agreed, head.token()).map_err(|error| self.broken(&error))?;
        let value = HeaderValue::from_str(&session_id).map_err(|error| self.broken(&error))?;
        self.app.join(&conn);
        let session = HttpSession::new(conn, head.principal.clone(), seat, self);
        self.sessions.insert(session_id, Arc::new(session));
        self.sweep();
        let mut response = self.one(head, out);
        response.headers_mut().insert(SESSION_ID, value);
        Ok(response.into())
    }
}
