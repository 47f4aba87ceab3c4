//! A server that is awaited: it serves on threads of its own, and the runtime that awaits it goes on meanwhile.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use tokio::runtime::Handle;
use tokio::sync::{Notify, oneshot};

use crate::app::App;
use crate::app::options::Options;
use crate::author::table::Server;
use crate::outcome::error::Error;
use crate::transport::{blocking, stdio, stop};

type Waited = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Serves from async code. `serve(server).await` does what [`run`](crate::run) does, by the command line of the process (with the
/// feature `cli`), and gives its exit code; [`stdio`](Serve::stdio) and [`http`](Serve::http) serve without a command line.
///
/// ```no_run
/// use mcp_runtime::prelude::*;
///
/// # struct Pool;
/// # impl Pool {
/// #     async fn connect() -> Result<Self, std::io::Error> { Ok(Self) }
/// #     async fn close(&self) {}
/// # }
/// # impl Clone for Pool { fn clone(&self) -> Self { Self } }
/// #[mcp_server(state = Pool)]
/// mod shop {
///     use super::*;
///
///     /// Count the orders.
///     #[mcp_tool(read_only)]
///     async fn orders(pool: State<Pool>) -> usize {
///         // …
///         # let _ = pool;
///         7
///     }
/// }
///
/// # #[cfg(feature = "cli")]
/// #[tokio::main]
/// async fn main() -> Result<std::process::ExitCode, std::io::Error> {
///     let pool = Pool::connect().await?;
///     let server = shop::server(pool.clone());
///     Ok(mcp_runtime::serve(server).on_shutdown(async move { pool.close().await }).await)
/// }
/// # #[cfg(not(feature = "cli"))]
/// # fn main() {}
/// ```
///
/// Functions run on threads of the server, inside of the tokio runtime that awaits it: what they use of it, such as a pool that was
/// connected before, goes on, and what they make, such as a task or a timer, belongs to it. So it may be one of a single thread,
/// and a function that holds its thread does not hold that one.
///
/// Dropping the future while it serves asks the server to stop, and does not wait for it.
pub fn serve<S: Server>(server: S) -> Serve<S> {
    Serve {
        server,
        options: Options::default(),
        #[cfg(feature = "cli")]
        args: None,
        until: None,
        closing: Vec::new(),
    }
}

/// A server that is to be awaited; [`serve`] makes one.
#[must_use = "nothing is served before it is awaited: write `serve(server).await`"]
pub struct Serve<S> {
    server: S,
    options: Options,
    #[cfg(feature = "cli")]
    pub(crate) args: Option<Vec<std::ffi::OsString>>,
    until: Option<Waited>,
    closing: Vec<Waited>,
}

impl<S> std::fmt::Debug for Serve<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Serve").field("options", &self.options).finish_non_exhaustive()
    }
}

impl<S: Server> Serve<S> {
    /// Sets the limits.
    pub fn options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// Stops serving when this is done, as a signal does: calls may end within the grace period.
    pub fn until(mut self, done: impl Future<Output = ()> + Send + 'static) -> Self {
        self.until = Some(Box::pin(done));
        self
    }

    /// Runs this when nothing is served any more and the last call was answered, whatever ended it: the client, a signal,
    /// [`until`](Self::until), or a command line that serves nobody. Several run one after the other. A signal that comes meanwhile
    /// ends the waiting; clients that started a server kill it some seconds after they left.
    pub fn on_shutdown(mut self, close: impl Future<Output = ()> + Send + 'static) -> Self {
        self.closing.push(Box::pin(close));
        self
    }

    /// Serves the standard input and output of this process, as [`serve_stdio`](crate::serve_stdio) does.
    pub async fn stdio(self) -> Result<(), Error> {
        self.hosted(|app| stdio::serve(&app)).await?
    }

    /// Serves HTTP on an address, as [`serve_http`](crate::serve_http) does.
    #[cfg(feature = "http")]
    pub async fn http(self, address: &str) -> Result<(), Error> {
        let address = address.to_owned();
        self.hosted(move |app| crate::transport::listen(app, &address)).await?
    }

    /// Whether nothing is awaited beside it.
    #[cfg(feature = "cli")]
    pub(crate) fn is_alone(&self) -> bool {
        self.until.is_none() && self.closing.is_empty()
    }

    #[cfg(feature = "cli")]
    pub(crate) fn into_parts(self) -> (S, Options) {
        (self.server, self.options)
    }

    /// What `--help` says at its end.
    #[cfg(feature = "cli")]
    pub(crate) fn help(&self) -> &'static str {
        self.options.help
    }

    /// Closes what is to be closed, where nothing is served.
    #[cfg(feature = "cli")]
    pub(crate) async fn close(self) {
        close(self.closing).await;
    }

    /// Builds the server, does the work that serves it on another thread, and closes what is to be closed.
    pub(crate) async fn hosted<T: Send + 'static>(
        self,
        work: impl FnOnce(Arc<App>) -> T + Send + 'static,
    ) -> Result<T, Error> {
        let Self { server, options, until, closing, .. } = self;
        let served = match App::new(server, options) {
            Ok(app) => {
                let app = app.adjust(|app| app.home = Handle::try_current().ok());
                served(app, work, until).await
            }
            Err(error) => Err(error),
        };
        close(closing).await;
        served
    }
}

/// Asks the server to stop when nobody awaits it any more.
struct Leave(Arc<Notify>);

impl Drop for Leave {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

async fn served<T: Send + 'static>(
    app: Arc<App>,
    work: impl FnOnce(Arc<App>) -> T + Send + 'static,
    until: Option<Waited>,
) -> Result<T, Error> {
    let leave = Leave(Arc::clone(&app.quit));
    let (tell, mut done) = oneshot::channel();
    blocking::thread(move || drop(tell.send(work(app))))?;
    let panicked = |_| Error::new("serving ended by a panic");
    if let Some(until) = until {
        tokio::select! {
            biased;
            done = &mut done => return done.map_err(panicked),
            () = until => leave.0.notify_one(),
        }
    }
    done.await.map_err(panicked)
}

async fn close(closing: Vec<Waited>) {
    if closing.is_empty() {
        return;
    }
    let all = async {
        for close in closing {
            close.await;
        }
    };
    tokio::select! {
        () = all => {}
        () = stop::signalled() => tracing::warn!("a signal came while the server closed; it is not waited for"),
    }
}
