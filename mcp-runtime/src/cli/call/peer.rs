//! The server at the other end of a conversation, and that of this process as one.

use std::fmt::Debug;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Weak};

use serde_json::Value;
use tokio::runtime::Runtime;

use super::inbox::{Event, pass};
use crate::app::App;
use crate::outcome::error::Error;
use crate::testing::wire::{self, Wire};

/// So long what was cancelled has to end.
const GRACE: std::time::Duration = std::time::Duration::from_secs(1);

/// A server. What it says comes to the inbox that it was opened with.
pub(super) trait Peer: Debug {
    /// Sends what has no answer: a notification, or an answer.
    fn send(&self, message: String);

    /// Sends a request, and does not wait for what it is answered.
    fn ask(&self, id: u64, message: String) -> Result<(), Error>;

    /// The revision that is spoken from now on, and what is said of that.
    fn agreed(&self, _revision: &'static str, said: Option<String>) {
        if let Some(said) = said {
            self.send(said);
        }
    }

    /// The tools that it listed, of which one is called.
    fn listed(&self, _tools: &[Value]) {}

    /// Ends all that runs, after what was sent.
    fn close(self: Box<Self>);
}

/// The server in this process.
#[derive(Debug)]
pub(super) struct Inside {
    wire: Arc<Wire>,
    post: Sender<Event>,
    runtime: Runtime,
}

impl Inside {
    pub(super) fn open(app: Arc<App>, post: Sender<Event>) -> Result<Self, Error> {
        let runtime = wire::runtime()?;
        let wire = Arc::new(Wire::new(wire::checking(app), runtime.handle().clone()));
        runtime.spawn(forward(Arc::downgrade(&wire), post.clone()));
        Ok(Self { wire, post, runtime })
    }
}

impl Peer for Inside {
    fn send(&self, message: String) {
        lines(&self.wire.send(message.as_bytes()), &self.post);
    }

    /// On a thread of its own: a tool that holds it must not hold up what it says.
    fn ask(&self, _id: u64, message: String) -> Result<(), Error> {
        let (wire, post) = (Arc::clone(&self.wire), self.post.clone());
        let send = move || lines(&wire.send(message.as_bytes()), &post);
        let started = std::thread::Builder::new().name("mcp-call".into()).spawn(send);
        started.map(drop).map_err(|error| Error::because("the call does not start", error))
    }

    fn close(self: Box<Self>) {
        self.wire.cancel_all();
        self.wire.outbox().close();
        self.runtime.shutdown_timeout(GRACE);
    }
}

/// Passes on what the server says, for as long as there is one.
async fn forward(wire: Weak<Wire>, post: Sender<Event>) {
    loop {
        let next = std::future::poll_fn(|cx| match wire.upgrade() {
            Some(wire) => wire.outbox().poll_next(cx),
            None => std::task::Poll::Ready(None),
        });
        let Some(frame) = next.await else { return };
        lines(&frame.bytes, &post);
    }
}

fn lines(bytes: &[u8], post: &Sender<Event>) {
    for line in String::from_utf8_lossy(bytes).lines() {
        pass(line, post);
    }
}
