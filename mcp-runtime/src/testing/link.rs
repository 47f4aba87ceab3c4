//! One connection of a client: requests wait for their responses here, and what the server asks is answered.

use std::collections::HashMap;
use std::future::poll_fn;
use std::sync::{Arc, Weak};
use std::task::{Poll, ready};

use serde_json::{Value, json};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::app::App;
use crate::base::sync::{Mutex, lock};
use crate::testing::answer::Heard;
use crate::testing::answers::{self, Answers};
use crate::testing::wire::Wire;

/// What all connections of a client have in common.
#[derive(Debug, Default)]
pub(super) struct Shared {
    pub(super) answers: Answers,
    pub(super) heard: Mutex<Vec<Heard>>,
    /// What was asked, in words.
    pub(super) asked: Mutex<Vec<String>>,
}

impl Shared {
    /// Answers a request of the server. Err: the sentence that the test fails with.
    pub(super) fn reply(&self, method: &str, params: &Value) -> Result<Value, String> {
        lock(&self.asked).push(answers::asked(method, params));
        self.answers.reply(method, params)
    }
}

/// A connection.
#[derive(Debug)]
pub(super) struct Link {
    wire: Wire,
    shared: Arc<Shared>,
    waiting: Mutex<HashMap<u64, oneshot::Sender<Value>>>,
    /// What the test has no answer for.
    unanswered: Mutex<Vec<String>>,
    /// Held from where a message is taken to where it is heard, so that they are heard in their order.
    reading: Mutex<()>,
}

impl Link {
    pub(super) fn open(app: Arc<App>, runtime: &Handle, shared: &Arc<Shared>) -> Arc<Self> {
        let link = Arc::new(Self {
            wire: Wire::new(app, runtime.clone()),
            shared: Arc::clone(shared),
            waiting: Mutex::default(),
            unanswered: Mutex::default(),
            reading: Mutex::default(),
        });
        runtime.spawn(read(Arc::downgrade(&link)));
        link
    }

    /// Sends a message; what is answered at once is heard when this returns.
    pub(super) fn say(&self, message: &Value) {
        let answers = self.wire.send(message.to_string().as_bytes());
        self.hear(&answers);
    }

    /// Sends a request. Its response comes to who waits; nothing comes when the connection ends before.
    pub(super) fn ask(&self, id: u64, method: &str, params: &Value) -> oneshot::Receiver<Value> {
        let (response, waits) = oneshot::channel();
        lock(&self.waiting).insert(id, response);
        self.say(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        waits
    }

    /// Nobody waits for the response any more.
    pub(super) fn cancel(&self, id: u64) {
        if lock(&self.waiting).remove(&id).is_some() {
            let params = json!({ "requestId": id, "reason": "the test does not wait for it" });
            self.say(&json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": params }));
        }
    }

    /// What the test had no answer for since this was asked last.
    pub(super) fn unanswered(&self) -> Option<String> {
        let mut unanswered = lock(&self.unanswered);
        (!unanswered.is_empty()).then(|| unanswered.remove(0))
    }

    /// Hears what was said up to now.
    pub(super) fn catch_up(&self) {
        let _reading = lock(&self.reading);
        let said = self.wire.outbox().drain();
        said.iter().filter(|frame| !frame.is_dead()).for_each(|frame| self.hear(&frame.bytes));
    }

    fn hear(&self, bytes: &[u8]) {
        let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        for message in lines.filter_map(|line| serde_json::from_slice::<Value>(line).ok()) {
            match (message["method"].as_str(), message.get("id")) {
                (Some(method), Some(id)) => self.asked(method, id, &message["params"]),
                (Some(_), None) => lock(&self.shared.heard).push(Heard::of(&message)),
                (None, _) => {
                    let waits = message["id"].as_u64().and_then(|id| lock(&self.waiting).remove(&id));
                    waits.map(|waits| waits.send(message));
                }
            }
        }
    }

    /// The server asks something.
    fn asked(&self, method: &str, id: &Value, params: &Value) {
        match self.shared.reply(method, params) {
            Ok(result) => self.say(&json!({ "jsonrpc": "2.0", "id": id, "result": result })),
            Err(text) => {
                lock(&self.unanswered).push(text.clone());
                let error = json!({ "code": -32603, "message": text });
                self.say(&json!({ "jsonrpc": "2.0", "id": id, "error": error }));
            }
        }
    }
}

/// Hears one message after the other, for as long as somebody has the connection.
async fn read(link: Weak<Link>) {
    poll_fn(|cx| {
        loop {
            let Some(link) = link.upgrade() else { return Poll::Ready(()) };
            let _reading = lock(&link.reading);
            let Some(frame) = ready!(link.wire.outbox().poll_next(cx)) else { return Poll::Ready(()) };
            link.hear(&frame.bytes);
        }
    })
    .await;
}

impl Drop for Link {
    fn drop(&mut self) {
        self.wire.cancel_all();
        self.wire.outbox().close();
    }
}
