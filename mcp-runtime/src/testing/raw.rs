//! A client that sends what it is given, and shows what comes.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::app::App;
use crate::app::options::Options;
use crate::author::table::Server;
use crate::outcome::error::Error;
use crate::testing::wire::{self, Wire};

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
    wire: Wire,
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
        client.wire.begin();
        Ok(client)
    }

    pub(crate) fn of(app: Arc<App>) -> Result<Self, Error> {
        let runtime = wire::runtime()?;
        let wire = Wire::new(wire::checking(app), runtime.handle().clone());
        Ok(Self { wire, lines: VecDeque::new(), runtime: Some(runtime) })
    }

    /// Sends one message. Answers that are there at once are there when this returns.
    pub fn send(&mut self, message: &str) {
        self.send_bytes(message.as_bytes());
    }

    /// Sends one message that need not be text, as a broken client would.
    pub fn send_bytes(&mut self, message: &[u8]) {
        let answers = self.wire.send(message);
        self.keep(&answers);
    }

    /// The next message of the server, or `None` when none comes in this time.
    pub fn receive(&mut self, patience: Duration) -> Option<String> {
        let until = Instant::now() + patience;
        loop {
            for frame in self.wire.outbox().drain().into_iter().filter(|frame| !frame.is_dead()) {
                self.keep(&frame.bytes);
            }
            if let Some(line) = self.lines.pop_front() {
                return Some(line);
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return None;
            }
            self.wire.outbox().wait_for_frame(left);
        }
    }

    fn keep(&mut self, bytes: &[u8]) {
        self.lines.extend(String::from_utf8_lossy(bytes).lines().map(str::to_owned));
    }
}

impl Drop for RawClient {
    fn drop(&mut self) {
        self.wire.cancel_all();
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
