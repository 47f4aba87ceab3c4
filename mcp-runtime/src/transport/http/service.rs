//! The server as a `tower_service::Service`.

use std::convert::Infallible;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::{Request, Response};
use http_body::Body;

use crate::app::App;
#[cfg(feature = "cli")]
use crate::app::options::HttpOptions;
use crate::app::options::Options;
use crate::author::table::Server;
use crate::outcome::error::Error;
use crate::transport::http::Site;
use crate::transport::http::inspect;
use crate::transport::http::listen::address::Address;
use crate::transport::http::reply::ReplyBody;
use crate::transport::http::reply::responding::ResponseFuture;

/// A server as a `tower_service::Service` of HTTP requests, to be mounted beside other routes and with layers around it.
///
/// It serves the paths of [`HttpOptions`](crate::HttpOptions), checks `Host`, `Origin` and tokens, and keeps the sessions of
/// clients that have one. Clones share everything. It must be called within a tokio runtime.
///
/// Where a router takes a prefix off the path, tell it by [`HttpOptions::mounted_at`](crate::HttpOptions::mounted_at). Names
/// beside those of loopback have to be allowed by [`HttpOptions::allow_hosts`](crate::HttpOptions::allow_hosts).
///
/// A layer that compresses must leave `text/event-stream` alone, as that of tower-http does. What a layer puts into the
/// extensions of a request can be taken by a tool as [`Extension`](crate::Extension), and so can the `http::HeaderMap`.
///
/// ```
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::{HttpOptions, HttpService, Options};
///
/// #[mcp_server]
/// mod echo {
///     /// Say it again.
///     #[mcp_tool]
///     pub async fn echo(text: String) -> String {
///         text
///     }
/// }
///
/// # fn main() -> Result<(), mcp_runtime::Error> {
/// let http = HttpOptions::default().mounted_at("/tools").allow_hosts(["tools.example.com"]);
/// let service = HttpService::new(echo::server(), Options::default().http(http))?;
/// // With axum: `Router::new().nest_service("/tools", service)`.
/// # fn is_service<S: tower_service::Service<http::Request<String>>>(_: S) {}
/// # is_service(service);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct HttpService {
    site: Arc<Site>,
}

/// Clients' messages and ids are in there.
impl std::fmt::Debug for HttpService {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HttpService").finish_non_exhaustive()
    }
}

impl HttpService {
    /// Builds the service. Fails where the server would not start.
    pub fn new(server: impl Server, options: Options) -> Result<Self, Error> {
        inspect::check(&options.http, None)?;
        Self::of(App::new(server, options)?.adjust(|app| app.remote = true), None)
    }

    /// The service of a server that is made already, on this address or behind a listener of somebody else's.
    pub(crate) fn of(app: Arc<App>, address: Option<&Address>) -> Result<Self, Error> {
        let service = Self { site: Site::new(Arc::clone(&app), address)? };
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            app.begin(&runtime);
        }
        Ok(service)
    }

    /// What it was made with.
    #[cfg(feature = "cli")]
    pub(crate) fn options(&self) -> &HttpOptions {
        &self.site.app.options.http
    }

    /// Ends all open streams, so that a listener that waits for its connections can stop. Calls that run go on.
    pub fn end_streams(&self) {
        self.site.end_streams();
    }
}

impl<B: Body> tower_service::Service<Request<B>> for HttpService {
    type Response = Response<ReplyBody>;
    type Error = Infallible;
    type Future = ResponseFuture<B>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        ResponseFuture::new(&self.site, request, None, None)
    }
}
