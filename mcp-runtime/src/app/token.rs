//! Whose a bearer token is, where the author says it.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use http::Method;

use crate::app::options::HttpOptions;

/// A bearer token that a request came with, and what that request is, for [`HttpOptions::check_tokens`]. It is not in its `Debug`.
pub struct BearerToken {
    pub(crate) text: Box<str>,
    pub(crate) method: Method,
    pub(crate) path: Box<str>,
}

impl BearerToken {
    /// The token as the client sent it: visible ASCII without blanks.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The method of the request.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The path of the request, as it came to this server.
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl std::fmt::Debug for BearerToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BearerToken")
            .field("method", &self.method)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

/// Why a check of [`HttpOptions::check_tokens`] lets nobody in.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenError {
    /// The token is none, or no more. The request is answered with 401.
    Invalid,
    /// It cannot be said now, as when who has to say it does not answer. The request is answered with 503.
    Unavailable {
        /// After how long the client may ask again, told in whole seconds.
        retry_after: Duration,
    },
}

/// A check that is on its way.
pub(crate) type Asking = Pin<Box<dyn Future<Output = Result<String, TokenError>> + Send>>;

/// What the author has tokens checked by.
#[derive(Clone)]
pub(crate) struct TokenCheck(Arc<dyn Fn(BearerToken) -> Asking + Send + Sync>);

impl std::fmt::Debug for TokenCheck {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenCheck")
    }
}

impl TokenCheck {
    pub(crate) fn ask(&self, token: BearerToken) -> Asking {
        self.0(token)
    }
}

impl HttpOptions {
    /// Asks this whose a bearer token is, such as a database or the server that made the token; it may wait. With it each request needs a
    /// token, but for `/health`. Tokens of [`tokens`](Self::tokens) and [`token_file`](Self::token_file) are known before, and not asked for.
    ///
    /// It gives the name of who has the token, which tools see by [`Context::principal`](crate::Context::principal), and which sessions
    /// belong to: give what no two callers share and what stays when a token is renewed, such as the subject of a JWT. Each request
    /// is checked, before its message is looked at, so keep what you were told for a while if asking is slow. A stream that is open stays
    /// open.
    ///
    /// A check that is not done after [`token_timeout`](Self::token_timeout) is dropped, and the request is answered with 503; so is
    /// one that its client does not wait for. A panic is answered with 500. It must not block its thread.
    ///
    /// ```
    /// # use std::collections::HashMap;
    /// # use std::sync::Arc;
    /// # use std::time::Duration;
    /// # use mcp_runtime::prelude::*;
    /// use mcp_runtime::{HttpOptions, HttpService, Options, TokenError};
    /// # #[mcp_server]
    /// # mod who {
    /// #     use mcp_runtime::Context;
    /// #     /// Who calls.
    /// #     #[mcp_tool]
    /// #     pub async fn who(cx: &Context) -> String {
    /// #         cx.principal().unwrap_or("nobody").to_owned()
    /// #     }
    /// # }
    /// # struct Directory(HashMap<&'static str, &'static str>);
    /// # impl Directory {
    /// #     async fn find(&self, token: &str) -> Result<Option<String>, std::io::Error> {
    /// #         tokio::time::sleep(Duration::from_millis(1)).await;
    /// #         if token == "down" { return Err(std::io::ErrorKind::NotConnected.into()); }
    /// #         Ok(self.0.get(token).map(|name| name.to_string()))
    /// #     }
    /// # }
    /// # let directory = Arc::new(Directory(HashMap::from([("6YfkQ0lN", "alice")])));
    ///
    /// let http = HttpOptions::default().check_tokens(move |token| {
    ///     let directory = Arc::clone(&directory);
    ///     async move {
    ///         match directory.find(token.text()).await {
    ///             Ok(Some(name)) => Ok(name),
    ///             Ok(None) => Err(TokenError::Invalid),
    ///             Err(_) => Err(TokenError::Unavailable { retry_after: Duration::from_secs(5) }),
    ///         }
    ///     }
    /// });
    /// let options = Options::default().http(http);
    /// # use tower_service::Service as _;
    /// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    /// # runtime.block_on(async {
    /// # let mut service = HttpService::new(who::server(), options).unwrap();
    /// # for (token, status) in [("6YfkQ0lN", 200), ("other", 401), ("down", 503)] {
    /// #     let request = http::Request::post("/mcp")
    /// #         .header("Host", "localhost")
    /// #         .header("Content-Type", "application/json")
    /// #         .header("Accept", "application/json, text/event-stream")
    /// #         .header("Authorization", format!("Bearer {token}"));
    /// #     let hello = r#"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"me","version":"1"}}}"#;
    /// #     let Ok(response) = service.call(request.body(hello.to_owned()).unwrap()).await;
    /// #     assert_eq!(response.status(), status, "{token}");
    /// # }
    /// # });
    /// ```
    #[must_use]
    pub fn check_tokens<C, F>(mut self, check: C) -> Self
    where
        C: Fn(BearerToken) -> F + Send + Sync + 'static,
        F: Future<Output = Result<String, TokenError>> + Send + 'static,
    {
        self.token_check = Some(TokenCheck(Arc::new(move |token| Box::pin(check(token)))));
        self
    }

    /// Whether callers need a token.
    pub(crate) fn asks_for_tokens(&self) -> bool {
        !self.tokens.is_empty() || self.token_file.is_some() || self.token_check.is_some()
    }
}
