//! What a call asks its client, and how long it waits for that.
//!
//! Each question has a key, by which the author tells it from the call's others.

use std::collections::HashMap;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use crate::context::Context;
use crate::outcome::ask_error::{AskError, Need, Unsupported};
use crate::protocol::asking;
use crate::rpc::frame::Frame;
use crate::rpc::questions::{Question, Questions, Reply};

/// So many questions a call may ask: a client that always declines would keep a loop that asks again going for ever.
const MOST: u32 = 64;

/// So often a question is put whose answers do not fit it.
const TRIES: usize = 3;

/// What is asked, but for its params.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) key: &'a str,
    pub(crate) need: Need,
    pub(crate) method: &'static str,
}

/// Why an answer is of no use.
pub(crate) enum Unfit {
    /// The person can give a better one.
    #[expect(dead_code, reason = "forms")]
    Again(String),
    Never(AskError),
}

/// The questions of one call.
#[derive(Default)]
pub(crate) struct Asks {
    state: Mutex<State>,
    /// None is open any more.
    none_open: Notify,
}

#[derive(Default)]
struct State {
    /// How often each key was used. Empty for nearly all calls, and takes no memory then.
    used: HashMap<Box<str>, u32>,
    count: u32,
    open: Vec<Open>,
    /// Since when at least one is open.
    since: Option<Instant>,
    /// For how long there was one open before that.
    waited: Duration,
    /// The call is answered.
    closed: bool,
}

/// A question that is open; before it is sent it has no number.
struct Open {
    key: Box<str>,
    question: Option<Arc<Question>>,
}

impl Asks {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// For how long the call waited for answers up to now. That is not its own time.
    pub(crate) fn waited(&self) -> Duration {
        let state = self.lock();
        state.waited + state.since.map_or(Duration::ZERO, |since| since.elapsed())
    }

    /// Waits until no question is open.
    pub(crate) async fn answered(&self) {
        loop {
            let told = self.none_open.notified();
            if self.lock().since.is_none() {
                return;
            }
            told.await;
        }
    }

    fn begin(&self, key: &str) -> Result<(), AskError> {
        let mut state = self.lock();
        if state.closed {
            return Err(AskError::Closed);
        }
        if state.open.iter().any(|open| &*open.key == key) {
            let text =
                format!("the question `{key}` is open already; each that is open needs a key of its own");
            return Err(AskError::Misused(text));
        }
        if state.count == MOST {
            return Err(AskError::Misused(format!("a call may ask at most {MOST} questions")));
        }
        state.count += 1;
        *state.used.entry(key.into()).or_default() += 1;
        state.open.push(Open { key: key.into(), question: None });
        state.since.get_or_insert_with(Instant::now);
        Ok(())
    }

    /// The question of this key has its number; nothing when the call was answered meanwhile.
    fn number(&self, key: &str, question: &Arc<Question>) -> Option<()> {
        let mut state = self.lock();
        if state.closed {
            return None;
        }
        let open = state.open.iter_mut().find(|open| &*open.key == key)?;
        open.question = Some(Arc::clone(question));
        Some(())
    }

    fn end(&self, key: &str) {
        let mut state = self.lock();
        state.open.retain(|open| &*open.key != key);
        if state.open.is_empty() {
            if let Some(since) = state.since.take() {
                state.waited += since.elapsed();
            }
            drop(state);
            self.none_open.notify_waiters();
        }
    }

    /// The call is about to be answered; gives what is still open.
    fn close(&self) -> Vec<Arc<Question>> {
        let mut state = self.lock();
        state.closed = true;
        state.open.iter_mut().filter_map(|open| open.question.take()).collect()
    }
}

/// Ends a question when nobody waits for it any more.
struct Asking<'a> {
    context: &'a Context,
    key: &'a str,
    asked: Option<(&'a Questions, Arc<Question>)>,
}

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        if let Some((questions, question)) = &self.asked {
            self.context.withdraw(questions, question, "the question is not asked any more");
        }
        self.context.asks().end(self.key);
    }
}

impl Context {
    /// Whether the client can be asked this, in one sentence where it cannot.
    pub(crate) fn can_ask(&self, need: Need) -> Result<&Arc<Questions>, AskError> {
        let unsupported = |why| AskError::Unsupported(Unsupported { need, why });
        let revision = self.revision();
        if !revision.has(need) {
            return Err(unsupported(format!(
                "the client cannot be asked: there is no `{}` in {revision}",
                need.name()
            )));
        }
        if !self.client_capabilities().has(need) {
            return Err(unsupported(format!(
                "the client cannot be asked: it does not declare `{}`",
                need.name()
            )));
        }
        self.questions().ok_or_else(|| {
            unsupported(
                "the client cannot be asked: it takes no messages before the result of its request"
                    .to_owned(),
            )
        })
    }

    /// Asks the client, and reads what it answers. `params` is told what was wrong with the answer before.
    pub(crate) async fn put<T>(
        &self,
        asked: Asked<'_>,
        params: impl Fn(Option<&str>) -> String,
        read: impl Fn(&str) -> Result<T, Unfit>,
    ) -> Result<T, AskError> {
        let questions = self.can_ask(asked.need)?;
        self.asks().begin(asked.key)?;
        let mut asking = Asking { context: self, key: asked.key, asked: None };
        let mut wrong: Option<String> = None;
        for _ in 0..TRIES {
            let answer = self.request(&mut asking, questions, &asked, &params(wrong.as_deref())).await?;
            match read(&answer) {
                Ok(read) => return Ok(read),
                Err(Unfit::Never(error)) => return Err(error),
                Err(Unfit::Again(why)) => wrong = Some(why),
            }
        }
        Err(AskError::Invalid(wrong.unwrap_or_default()))
    }

    /// Sends a request to the client, on the stream of this call, and waits for what it answers.
    async fn request<'a>(
        &self,
        asking: &mut Asking<'a>,
        questions: &'a Questions,
        Asked { key, need, method }: &Asked<'_>,
        params: &str,
    ) -> Result<Box<str>, AskError> {
        self.outbox().room().await;
        let question = questions.open(self.identity()).ok_or(AskError::Closed)?;
        asking.asked = Some((questions, Arc::clone(&question)));
        self.asks().number(key, &question).ok_or(AskError::Closed)?;
        let frame = Frame::asked(asking::request(question.id, method, params), &question);
        // Over when the call is: then it is dropped here, and so is the question.
        self.identity().speak(|| self.outbox().push(frame));
        let answer = tokio::time::timeout(self.answer_deadline(), poll_fn(|cx| question.poll(cx))).await;
        match answer {
            Ok(Some(Reply::Result(text, _))) => Ok(text),
            Ok(Some(Reply::Error { code, message })) => Err(asking::refused(*need, code, message)),
            Ok(None) => Err(AskError::Closed),
            Err(_) => Err(AskError::Cancelled),
        }
    }

    /// Tells the client that a question is not asked any more, if it may have heard of it.
    fn withdraw(&self, questions: &Questions, question: &Question, reason: &str) {
        if questions.withdraw(question) {
            self.outbox().push(Frame::notice(asking::cancelled(question.id, reason), None));
        }
    }

    /// The call is about to be answered: what its tasks still ask is not asked any more (L-CLI-18).
    pub(crate) fn ask_no_more(&self) {
        for question in self.asks().close() {
            if let Some(questions) = self.questions() {
                self.withdraw(questions, &question, "the call that asks is over");
            }
        }
    }
}
