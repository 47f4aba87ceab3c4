//! What the server asks its client and waits for: requests the other way round (until 2025-11-25).
//!
//! A question goes out on the stream of the call that has it, and its answer comes in wherever the client speaks. It belongs to one
//! connection: an answer to what was never asked there, or is not asked any more, is no answer.

use std::cell::Cell;
use std::collections::HashMap;
use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};
use std::task::{Context as TaskContext, Poll, Waker};

use serde_json::value::RawValue;

use crate::base::budget::Held;
use crate::base::sync::{Mutex, MutexGuard, lock};
use crate::rpc::identity::Identity;
use crate::rpc::outbox::Outbox;

/// The questions of one connection that are open.
#[derive(Debug)]
pub(crate) struct Questions {
    /// What is said to that client beside its calls.
    pub(crate) outbox: Arc<Outbox>,
    table: Mutex<Table>,
}

#[derive(Debug)]
struct Table {
    /// The id of the next one. No id is used twice (L-JRPC-03).
    next: u64,
    open: HashMap<u64, Arc<Question>>,
    /// Nobody will answer any more.
    closed: bool,
}

/// Those of a connection, made when a call that could ask is there: most connections are never asked anything.
#[derive(Debug)]
pub(crate) struct Book {
    first: u64,
    made: OnceLock<Arc<Questions>>,
}

impl Book {
    /// Whose first question will have this id.
    pub(crate) fn new(first: u64) -> Self {
        Self { first, made: OnceLock::new() }
    }

    pub(crate) fn open(&self, outbox: &Arc<Outbox>) -> &Arc<Questions> {
        self.made.get_or_init(|| Arc::new(Questions::new(outbox, self.first)))
    }

    /// Takes an answer.
    pub(crate) fn answer(&self, id: &str, reply: impl FnOnce() -> Reply) {
        self.made.get().inspect(|questions| questions.answer(id, reply));
    }

    /// The client is gone, or says nothing any more.
    pub(crate) fn close(&self, outbox: &Arc<Outbox>) {
        self.open(outbox).close();
    }
}

/// One question, as all know it who deal with it.
pub(crate) struct Question {
    pub(crate) id: u64,
    /// The call that asks.
    pub(crate) call: Arc<Identity>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    stage: Stage,
    waker: Option<Waker>,
}

#[derive(Default)]
enum Stage {
    /// It waits in an outbox.
    #[default]
    Queued,
    /// It is on its way, or with the client.
    Sent,
    Answered(Reply),
    /// It cannot be answered: its stream or its connection is gone.
    Lost,
    /// Nobody wants the answer any more.
    Withdrawn,
}

impl Stage {
    fn is_open(&self) -> bool {
        matches!(self, Self::Queued | Self::Sent)
    }
}

/// A question on its way out. When it is dropped before it left, nobody waits for its answer.
#[derive(Debug)]
pub(crate) struct Going {
    question: Arc<Question>,
    /// Whoever withdraws it from now on says so to the client, which has to have heard of it then.
    left: Cell<bool>,
}

impl Going {
    pub(crate) fn new(question: &Arc<Question>) -> Self {
        Self { question: Arc::clone(question), left: Cell::new(false) }
    }

    /// It leaves, unless nobody waits for its answer any more.
    pub(crate) fn leave(&self) {
        self.left.set(self.question.leave() || self.left.get());
    }

    /// Whether it need not be sent.
    pub(crate) fn is_dead(&self) -> bool {
        !self.left.get() && (self.question.is_over() || self.question.call.is_cancelled())
    }
}

impl Deref for Going {
    type Target = Question;

    fn deref(&self) -> &Question {
        &self.question
    }
}

impl Drop for Going {
    fn drop(&mut self) {
        self.question.go_on(|stage| matches!(stage, Stage::Queued), Stage::Lost);
    }
}

/// What the client answered.
#[derive(Debug)]
pub(crate) enum Reply {
    /// The result, as JSON text.
    Result(Box<str>, #[expect(dead_code, reason = "it is there to be dropped")] Held),
    Error {
        code: i64,
        message: String,
    },
}

impl Questions {
    /// Those of a connection; the first has this id.
    pub(crate) fn new(outbox: &Arc<Outbox>, first: u64) -> Self {
        let table = Table { next: first, open: HashMap::new(), closed: false };
        Self { outbox: Arc::clone(outbox), table: Mutex::new(table) }
    }

    fn lock(&self) -> MutexGuard<'_, Table> {
        lock(&self.table)
    }

    /// A question of a call; nothing where nobody will answer.
    pub(crate) fn open(&self, call: &Arc<Identity>) -> Option<Arc<Question>> {
        let mut table = self.lock();
        if table.closed {
            return None;
        }
        let id = table.next;
        table.next += 1;
        let question = Arc::new(Question { id, call: Arc::clone(call), state: Mutex::default() });
        table.open.insert(id, Arc::clone(&question));
        Some(question)
    }

    /// Takes an answer. One to nothing that is asked is dropped.
    pub(crate) fn answer(&self, id: &str, reply: impl FnOnce() -> Reply) {
        let Ok(id) = id.parse::<u64>() else { return };
        let Some(question) = self.lock().open.remove(&id) else { return };
        question.go_on(Stage::is_open, Stage::Answered(reply()));
    }

    /// Nobody wants the answer any more. Says whether the client is to be told: the question may have reached it.
    pub(crate) fn withdraw(&self, question: &Question) -> bool {
        let open = self.lock().open.remove(&question.id).is_some();
        open && question.withdraw()
    }

    /// The client is gone, or says nothing any more.
    pub(crate) fn close(&self) {
        let mut table = self.lock();
        table.closed = true;
        let open = std::mem::take(&mut table.open);
        drop(table);
        open.into_values().for_each(|question| question.lose());
    }

    /// How many are open.
    #[cfg(test)]
    pub(crate) fn count(&self) -> usize {
        self.lock().open.len()
    }
}

impl Question {
    fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    fn go_on(&self, from: impl Fn(&Stage) -> bool, to: Stage) {
        let mut state = self.lock();
        if !from(&state.stage) {
            return;
        }
        state.stage = to;
        let waker = state.waker.take();
        drop(state);
        waker.inspect(Waker::wake_by_ref);
    }

    fn withdraw(&self) -> bool {
        let mut state = self.lock();
        let was = std::mem::replace(&mut state.stage, Stage::Withdrawn);
        let waker = state.waker.take();
        drop(state);
        waker.inspect(Waker::wake_by_ref);
        matches!(was, Stage::Sent)
    }

    /// It will not be sent, and nobody says so to the client.
    pub(crate) fn lose(&self) {
        self.go_on(Stage::is_open, Stage::Lost);
    }

    /// It leaves; says whether it does.
    pub(crate) fn leave(&self) -> bool {
        let mut state = self.lock();
        if let Stage::Queued = state.stage {
            state.stage = Stage::Sent;
        }
        matches!(state.stage, Stage::Sent)
    }

    /// Whether it need not be sent any more.
    pub(crate) fn is_over(&self) -> bool {
        !self.lock().stage.is_open()
    }

    /// The answer; nothing when there will be none.
    pub(crate) fn poll(&self, cx: &mut TaskContext<'_>) -> Poll<Option<Reply>> {
        let mut state = self.lock();
        if state.stage.is_open() {
            state.waker = Some(cx.waker().clone());
            return Poll::Pending;
        }
        match std::mem::replace(&mut state.stage, Stage::Lost) {
            Stage::Answered(reply) => Poll::Ready(Some(reply)),
            _ => Poll::Ready(None),
        }
    }
}

impl fmt::Debug for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Question").field("id", &self.id).field("call", &self.call).finish_non_exhaustive()
    }
}

impl Reply {
    /// Reads what a response has. `most` is how many bytes may be held for clients.
    pub(crate) fn read(result: Option<&RawValue>, error: Option<&RawValue>, most: usize) -> Self {
        /// What of an error matters. Some clients send a number as a float, or a message that is none.
        #[derive(serde::Deserialize)]
        struct Fault {
            #[serde(default)]
            code: Option<f64>,
            #[serde(default)]
            message: serde_json::Value,
        }
        match (error.filter(|raw| raw.get() != "null"), result) {
            (None, result) => {
                let counted = result.and_then(|raw| Some((raw.get(), Held::within(raw.get().len(), most)?)));
                match counted {
                    Some((text, held)) => Self::Result(text.into(), held),
                    None => Self::Error { code: 0, message: "its answer is too large".to_owned() },
                }
            }
            (Some(error), _) => match serde_json::from_str::<Fault>(error.get()) {
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "codes are small, and others are only shown"
                )]
                Ok(Fault { code, message }) => Self::Error {
                    code: code.unwrap_or_default() as i64,
                    message: message.as_str().unwrap_or_default().to_owned(),
                },
                Err(_) => Self::Error { code: 0, message: String::new() },
            },
        }
    }
}

#[cfg(all(test, not(shuttle)))]
mod tests;
