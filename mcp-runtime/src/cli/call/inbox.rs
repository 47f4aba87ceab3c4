//! What a call waits for, in one place: what the server says, what is typed, and Ctrl-C.

use std::io::BufRead as _;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Weak};

use tokio::runtime::Runtime;

use crate::app::App;
use crate::outcome::error::Error;
use crate::testing::wire::{self, Wire};

/// So long what was cancelled has to end.
const GRACE: std::time::Duration = std::time::Duration::from_secs(1);

/// Something to be heard of.
#[derive(Debug)]
pub(super) enum Event {
    /// A message of the server.
    Message(String),
    /// A line that was typed; nothing when there is no more.
    Line(Option<String>),
    /// Ctrl-C.
    Interrupt,
}

/// Hears of Ctrl-C from now on. Where that cannot be heard of it ends the process, as it does without this.
pub(super) fn hear_interrupts(post: Sender<Event>) {
    let wait = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let Ok(runtime) = runtime else { return };
        while runtime.block_on(tokio::signal::ctrl_c()).is_ok() {
            if post.send(Event::Interrupt).is_err() {
                return;
            }
        }
    };
    let _ = std::thread::Builder::new().name("mcp-signal".into()).spawn(wait);
}

/// Hears of what is typed from now on.
pub(super) fn hear_lines(post: Sender<Event>) {
    let read = move || {
        for line in std::io::stdin().lock().lines() {
            let Ok(line) = line else { break };
            if post.send(Event::Line(Some(line))).is_err() {
                return;
            }
        }
        let _ = post.send(Event::Line(None));
    };
    let _ = std::thread::Builder::new().name("mcp-input".into()).spawn(read);
}

/// The server in this process.
#[derive(Debug)]
pub(super) struct Peer {
    wire: Arc<Wire>,
    post: Sender<Event>,
    runtime: Runtime,
}

impl Peer {
    pub(super) fn open(app: Arc<App>, post: Sender<Event>) -> Result<Self, Error> {
        let runtime = wire::runtime()?;
        let wire = Arc::new(Wire::new(wire::checking(app), runtime.handle().clone()));
        runtime.spawn(forward(Arc::downgrade(&wire), post.clone()));
        Ok(Self { wire, post, runtime })
    }

    /// Sends what is done when this returns: a notification, or an answer.
    pub(super) fn send(&self, message: &str) {
        pass(&self.wire.send(message.as_bytes()), &self.post);
    }

    /// Sends a request, on a thread of its own: a tool that holds it must not hold up what it says.
    pub(super) fn ask(&self, message: String) -> Result<(), Error> {
        let (wire, post) = (Arc::clone(&self.wire), self.post.clone());
        let send = move || pass(&wire.send(message.as_bytes()), &post);
        let started = std::thread::Builder::new().name("mcp-call".into()).spawn(send);
        started.map(drop).map_err(|error| Error::because("the call does not start", error))
    }

    /// Ends all that runs.
    pub(super) fn close(self) {
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
        pass(&frame.bytes, &post);
    }
}

fn pass(bytes: &[u8], post: &Sender<Event>) {
    for line in String::from_utf8_lossy(bytes).lines().filter(|line| !line.is_empty()) {
        let _ = post.send(Event::Message(line.to_owned()));
    }
}
