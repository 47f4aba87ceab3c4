//! `elicitation/create` with an address: the user is sent to a page (since 2025-11-25).

use std::fmt;
use std::sync::Arc;

use crate::author::ask::elicited::{Action, Elicited};
use crate::context::Context;
use crate::context::ask::{Asked, Fatal, Line, Unfit};
use crate::outcome::ask_error::{AskError, Need};
use crate::outcome::content::is_web;
use crate::outcome::error::ToolError;
use crate::outcome::failure;
use crate::protocol::{asking, notify};
use crate::rpc::frame::Frame;
use crate::rpc::questions::Questions;

/// A page that the user agreed to open.
///
/// That is all it says: who opened it, and what came of it, the server learns at that page (L-CLI-14, M-ELI-08, M-ELI-11).
#[derive(Clone)]
pub struct OpenedUrl {
    id: Arc<str>,
    client: Option<Arc<Questions>>,
}

impl fmt::Debug for OpenedUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenedUrl").field("id", &self.id).finish_non_exhaustive()
    }
}

impl OpenedUrl {
    /// What the client knows it by (`elicitationId`).
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Tells the client that was asked that what the page was for is done (L-CLI-12). It may be told after the call, and may try again then
    /// what it could not do before. Clients of 2026-07-28 are not told: they ask again by themselves.
    pub fn complete(&self) {
        if let Some(client) = &self.client {
            client.outbox.push(Frame::notice(notify::elicitation_complete(&self.id), None));
        }
    }
}

impl Context {
    /// Sends the user to a page: to log in elsewhere, to pay, to enter what the client and its model must not see.
    ///
    /// The address holds no secret and lets nobody in by itself: it goes through the client, and the page has to find out that who opens
    /// it is who caused it (M-ELI-07, M-ELI-08). It is an `https:` URL, or an `http:` one of this machine.
    pub async fn ask_url(
        &self,
        key: &str,
        message: impl AsRef<str>,
        url: impl AsRef<str>,
    ) -> Result<OpenedUrl, AskError> {
        let (message, url) = (message.as_ref(), url.as_ref());
        if !may_be_opened(url) {
            let text = format!("`ask_url({key:?}, …)`: {url:?} is no `https:` URL");
            return self.asks().fatal(Fatal::Misused(text)).await;
        }
        let id = id();
        let asked = Asked { key, need: Need::Url, method: "elicitation/create" };
        let named = self.revision().has_elicitation_ids().then_some(&*id);
        let params = asking::url(message, url, named);
        self.put(
            asked,
            |_| params.clone(),
            |result| match Elicited::read(result)?.action {
                Action::Accept => Ok(()),
                refused => Err(Unfit::Never(refused.into())),
            },
        )
        .await?;
        Ok(self.opened(&id))
    }

    /// The error for a call that can be made only after the user was at a page, such as one to sign in at. Nobody waits meanwhile: the
    /// client opens the page, and calls again when it is told that it is [done](OpenedUrl::complete), or when its user says so.
    ///
    /// Clients of 2025-11-25 with addresses get it as the code -32042 (L-CLI-13), others read the message and the address.
    ///
    /// ```
    /// use mcp_runtime::prelude::*;
    ///
    /// # fn signed_in() -> bool { true }
    /// /// List the mails of the user.
    /// #[mcp_tool(read_only)]
    /// async fn mails(cx: &Context) -> Result<Vec<String>, ToolError> {
    ///     if !signed_in() {
    ///         let (error, page) = cx.url_required("Sign in first.", "https://example.com/sign-in");
    ///         tokio::spawn(async move { page.complete() }); // when the user was there
    ///         return Err(error);
    ///     }
    ///     Ok(Vec::new())
    /// }
    /// ```
    pub fn url_required(&self, message: impl Into<String>, url: impl Into<String>) -> (ToolError, OpenedUrl) {
        let (message, url, id) = (message.into(), url.into(), id());
        let opened = self.opened(&id);
        if !may_be_opened(&url) {
            return (ToolError::private(format!("`url_required`: {url:?} is no `https:` URL")), opened);
        }
        let error = if self.knows_pages() {
            ToolError::url_required([message, url, id])
        } else {
            ToolError::new(format!("{message} This is done at {url}, and then the call is to be made again."))
        };
        (error, opened)
    }

    fn opened(&self, id: &str) -> OpenedUrl {
        let client = match self.line() {
            Line::Live(client) if self.knows_pages() => Some(Arc::clone(client)),
            _ => None,
        };
        OpenedUrl { id: id.into(), client }
    }

    /// Whether the client knows a page by its id, and hears when it is done.
    fn knows_pages(&self) -> bool {
        self.revision().has_elicitation_ids() && self.client_capabilities().has(Need::Url)
    }
}

/// What a client knows a page by; no two are the same.
fn id() -> String {
    format!("{}{}", failure::reference(), failure::reference())
}

fn may_be_opened(url: &str) -> bool {
    is_web(url) && (url.starts_with("https:") || is_here(url))
}

/// Whether a URL is of this machine, where nobody listens in.
fn is_here(url: &str) -> bool {
    let host = url.strip_prefix("http://").unwrap_or_default();
    ["localhost", "127.0.0.1", "[::1]"].iter().any(|here| {
        host.strip_prefix(here).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/', '?', '#']))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_of_this_machine() {
        for url in ["http://localhost", "http://localhost:80/x", "http://127.0.0.1/", "http://[::1]?a"] {
            assert!(is_here(url), "{url}");
        }
        for url in [
            "http://localhost.example.com/",
            "http://127.0.0.1.example.com",
            "http://localhost@example.com",
            "",
        ] {
            assert!(!is_here(url), "{url}");
        }
    }
}
