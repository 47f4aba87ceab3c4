//! What the server asks its client and waits for: requests the other way round (until 2025-11-25).
//!
//! A question goes out on the stream of the call that has it, and its answer comes in wherever the client speaks. It belongs to one
//! connection: an answer to what was never asked there, or is not asked any more, is no answer.

use std::collections::HashMap;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll, Waker};

use serde_json::value::RawValue;

use crate::base::budget::{self, Held};
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
pub(crate) struct Going(Arc<Question>);

impl Going {
    pub(crate) fn new(question: &Arc<Question>) -> Self {
        Self(Arc::clone(question))
    }
}

impl Deref for Going {
    type Target = Question;

    fn deref(&self) -> &Question {
        &self.0
    }
}

impl Drop for Going {
    fn drop(&mut self) {
        self.0.go_on(|stage| matches!(stage, Stage::Queued), Stage::Lost);
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

    /// It leaves.
    pub(crate) fn leave(&self) {
        let mut state = self.lock();
        if let Stage::Queued = state.stage {
            state.stage = Stage::Sent;
        }
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
            (None, Some(result)) if budget::has_room(result.get().len(), most) => {
                let text = result.get();
                Self::Result(text.into(), Held::of(text.len()))
            }
            (None, _) => Self::Error { code: 0, message: "its answer is too large".to_owned() },
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
mod tests {
    use super::*;

    fn poll(question: &Question) -> Poll<Option<Reply>> {
        question.poll(&mut TaskContext::from_waker(Waker::noop()))
    }

    fn answer() -> Reply {
        Reply::Error { code: 1, message: String::new() }
    }

    #[test]
    fn an_answer_is_for_what_was_asked_and_once() {
        let (questions, call) = (Questions::new(&Arc::default(), 1), Arc::new(Identity::new("1")));
        let (one, two) = (questions.open(&call).expect("open"), questions.open(&call).expect("open"));
        assert_eq!((one.id, two.id), (1, 2));
        for id in ["\"1\"", "0", "3", "-1", "1e0", "99999999999999999999999", ""] {
            questions.answer(id, answer);
        }
        assert!(poll(&one).is_pending() && poll(&two).is_pending(), "those are others");
        questions.answer("2", answer);
        questions.answer("2", || unreachable!("it was answered"));
        assert!(poll(&one).is_pending());
        assert!(matches!(poll(&two), Poll::Ready(Some(Reply::Error { code: 1, .. }))));
        assert_eq!(questions.count(), 1);
    }

    #[test]
    fn the_client_is_told_only_of_what_it_was_asked_and_did_not_answer() {
        let (questions, call) = (Questions::new(&Arc::default(), 1), Arc::new(Identity::new("1")));
        let open = || questions.open(&call).expect("open");
        let queued = open();
        assert!(!questions.withdraw(&queued) && queued.is_over(), "it never left");
        let sent = open();
        sent.leave();
        assert!(questions.withdraw(&sent));
        let answered = open();
        answered.leave();
        questions.answer(&answered.id.to_string(), answer);
        assert!(!questions.withdraw(&answered));
        assert_eq!(questions.count(), 0);
    }

    #[test]
    fn with_the_client_all_questions_go() {
        let (questions, call) = (Questions::new(&Arc::default(), 1), Arc::new(Identity::new("1")));
        let question = questions.open(&call).expect("open");
        questions.close();
        assert!(matches!(poll(&question), Poll::Ready(None)));
        assert!(questions.open(&call).is_none());
    }

    #[test]
    fn a_question_that_is_dropped_on_its_way_is_lost() {
        let (questions, call) = (Questions::new(&Arc::default(), 1), Arc::new(Identity::new("1")));
        let question = questions.open(&call).expect("open");
        let going = Going::new(&question);
        going.leave();
        drop(going);
        assert!(poll(&question).is_pending(), "it was sent");
        let question = questions.open(&call).expect("open");
        drop(Going::new(&question));
        assert!(matches!(poll(&question), Poll::Ready(None)));
    }

    #[test]
    fn errors_of_clients_are_read_as_far_as_they_go() {
        let raw = |text: &str| -> Box<RawValue> { serde_json::from_str(text).expect("JSON") };
        for (error, code, message) in [
            (r#"{"code":-1,"message":"no"}"#, -1, "no"),
            (r#"{"code":-32601.0,"message":null}"#, -32601, ""),
            (r#""no""#, 0, ""),
        ] {
            let read = Reply::read(None, Some(&raw(error)), usize::MAX);
            assert!(
                matches!(&read, Reply::Error { code: c, message: m } if (*c, &**m) == (code, message)),
                "{read:?}"
            );
        }
        let read = Reply::read(Some(&raw("{}")), Some(&raw("null")), usize::MAX);
        assert!(matches!(&read, Reply::Result(text, _) if &**text == "{}"), "{read:?}");
        let large = raw(&format!("\"{}\"", "x".repeat(budget::SMALL)));
        assert!(matches!(Reply::read(Some(&large), None, 0), Reply::Error { .. }));
    }
}
