//! What a call waits for, in one place: what the server says, what is typed, and Ctrl-C.

use std::io::BufRead as _;
use std::sync::mpsc::Sender;

use serde_json::value::RawValue;

/// Something to be heard of.
#[derive(Debug)]
pub(super) enum Event {
    /// A message of the server.
    Message(String),
    /// The server can say nothing more, and why; a sentence.
    Gone(String),
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

/// Passes on what a server said, a message or a batch of them.
pub(super) fn pass(text: &str, post: &Sender<Event>) {
    let text = text.trim();
    match serde_json::from_str::<Vec<Box<RawValue>>>(text) {
        Ok(batch) => {
            for message in batch {
                let _ = post.send(Event::Message(message.get().to_owned()));
            }
        }
        Err(_) if text.is_empty() => {}
        Err(_) => {
            let _ = post.send(Event::Message(text.to_owned()));
        }
    }
}
