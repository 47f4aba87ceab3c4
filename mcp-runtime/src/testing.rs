//! A connection in memory, for tests: the same conversation as over stdio, without a process.

use std::collections::VecDeque;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use crate::app::App;
use crate::app::conn::Conn;
use crate::app::options::Options;
use crate::author::form::filled::Unfit;
use crate::author::form::{self, Elicit};
use crate::author::table::Server;
use crate::exec::started::Desk;
use crate::outcome::error::Error;
use crate::protocol::caller::Sender;
use crate::protocol::revision::Revision;
use crate::rpc::write::{self, NoId};
use crate::transport::session::Session;

/// What clients of a revision, such as `2025-11-25`, are asked to show for a form: JSON Schema as text. Err: why they cannot.
pub fn form<T: Elicit>(revision: &str) -> Result<String, String> {
    let revision = Revision::parse(revision).ok_or_else(|| format!("there is no revision {revision}"))?;
    T::form().schema(revision)
}

/// What a form that was filled in becomes; `content` is a JSON object. Err: all that is wrong with it, a line each, or `declined`.
pub fn fill<T: Elicit>(content: &str) -> Result<T, String> {
    form::fill(content).map_err(|unfit| match unfit {
        Unfit::Declined => "declined".to_owned(),
        Unfit::Wrong(problems) => problems,
    })
}

/// A client that speaks the protocol as it is on the wire.
///
/// ```
/// use std::time::Duration;
///
/// use mcp_runtime::Options;
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::testing::RawClient;
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
/// let mut client = RawClient::new(echo::server(), Options::default())?;
/// client.send(r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#);
/// let answer = client.receive(Duration::from_secs(1));
/// assert_eq!(answer.as_deref(), Some(r#"{"jsonrpc":"2.0","id":1,"result":{}}"#));
/// # Ok(())
/// # }
/// ```
pub struct RawClient {
    session: Session,
    lines: VecDeque<String>,
    /// Runs the calls that wait; gone with the client.
    runtime: Option<tokio::runtime::Runtime>,
}

impl std::fmt::Debug for RawClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RawClient").field("lines", &self.lines.len()).finish_non_exhaustive()
    }
}

impl RawClient {
    /// Connects to a server. Fails where the server would not start.
    pub fn new(server: impl Server, options: Options) -> Result<Self, Error> {
        let client = Self::of(App::new(server, options)?)?;
        client.session.app.begin(&client.session.desk.runtime);
        Ok(client)
    }

    pub(crate) fn of(app: Arc<App>) -> Result<Self, Error> {
        let app = app.adjust(|app| app.options.check_results = true);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .map_err(|error| Error::because("the runtime of the tools does not start", error))?;
        let conn = Arc::new(Conn::new());
        let desk = Desk::new(&conn.outbox, runtime.handle().clone(), &app.options);
        Ok(Self { session: Session::new(app, conn, desk), lines: VecDeque::new(), runtime: Some(runtime) })
    }

    /// Sends one message. Answers that are there at once are there when this returns.
    pub fn send(&mut self, message: &str) {
        self.send_bytes(message.as_bytes());
    }

    /// Sends one message that need not be text, as a broken client would.
    pub fn send_bytes(&mut self, message: &[u8]) {
        let mut answers = Vec::new();
        self.session.receive(message, Sender::default(), &mut answers);
        let desk = self.session.desk.clone();
        let _context = desk.runtime.enter();
        while let Some(mut started) = self.session.started.pop_front() {
            if let Err(error) = started.enter(&desk.calls) {
                write::error(&mut answers, Some(started.id()), NoId::Omit, &error);
                continue;
            }
            match started.poll_once() {
                Poll::Ready(outcome) => started.done(outcome, &desk, &mut answers),
                Poll::Pending => started.detach(&desk, &mut answers),
            }
        }
        self.keep(&answers);
    }

    /// The next message of the server, or `None` when none comes in this time.
    pub fn receive(&mut self, patience: Duration) -> Option<String> {
        let until = Instant::now() + patience;
        loop {
            for frame in self.session.conn.outbox.drain() {
                if !frame.is_dead() {
                    self.keep(&frame.bytes);
                }
            }
            if let Some(line) = self.lines.pop_front() {
                return Some(line);
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return None;
            }
            self.session.conn.outbox.wait_for_frame(left);
        }
    }

    fn keep(&mut self, bytes: &[u8]) {
        self.lines.extend(String::from_utf8_lossy(bytes).lines().map(str::to_owned));
    }
}

impl Drop for RawClient {
    fn drop(&mut self) {
        self.session.desk.calls.cancel_all();
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
