//! What a call asks its client, and how long it waits for that.
//!
//! Each question has a key, by which the author tells it from the call's others. With sessions a question is a request to the client, on
//! the stream of the call; without, it is a part of the call's answer (`rounds.rs`).

use std::collections::HashMap;
use std::future::{pending, poll_fn};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context as TaskContext, Waker};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use crate::context::Context;
#[cfg(feature = "ask")]
use crate::context::rounds::Rounds;
use crate::outcome::ask_error::{AskError, Need, Unsupported};
use crate::outcome::error::ToolError;
use crate::protocol::asking;
use crate::rpc::frame::Frame;
use crate::rpc::questions::{Question, Questions, Reply};

/// So many questions a call may ask: a client that always declines would keep a loop that asks again going for ever.
const MOST: u32 = 64;

/// So often a question is put whose answers do not fit it.
pub(crate) const TRIES: u32 = 3;

/// The longest key.
const MOST_KEY: usize = 64;

/// How the client of a call is asked.
pub(crate) enum Line {
    /// By a request of its own.
    Live(Arc<Questions>),
    /// By the answer to the call.
    #[cfg(feature = "ask")]
    Rounds(Arc<Rounds>),
    /// Not at all: it would not hear it.
    None,
}

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
    Again(String),
    Never(AskError),
}

/// Why a call ends, whatever its function does with what it is told: a branch of it that fails may be dropped before anybody sees that.
#[derive(Debug)]
pub(crate) enum Fatal {
    /// The author's mistake.
    Misused(String),
    /// The client's.
    #[cfg_attr(
        not(feature = "ask"),
        expect(dead_code, reason = "only what comes with a request can be a fault in it")
    )]
    Params(String),
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
    /// Since when at least one is open that the call waits for.
    since: Option<Instant>,
    /// For how long there was one open before that.
    waited: Duration,
    /// The call is answered.
    closed: bool,
    fatal: Option<Fatal>,
    /// Ends the call when something is fatal.
    watch: Option<Waker>,
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

    /// The call ends, and this is why.
    pub(crate) async fn fatal<T>(&self, fatal: Fatal) -> T {
        self.set_fatal(fatal);
        pending().await
    }

    fn set_fatal(&self, fatal: Fatal) {
        let mut state = self.lock();
        state.fatal.get_or_insert(fatal);
        let watch = state.watch.take();
        drop(state);
        watch.inspect(Waker::wake_by_ref);
    }

    /// Why the call ends, if something is fatal; else who polls is woken when something becomes it.
    pub(crate) fn poll_fatal(&self, cx: &mut TaskContext<'_>) -> Option<ToolError> {
        let mut state = self.lock();
        if let Some(fatal) = state.fatal.take() {
            return Some(match fatal {
                Fatal::Misused(text) => ToolError::private(text),
                Fatal::Params(text) => ToolError::params(text),
            });
        }
        if !state.watch.as_ref().is_some_and(|watch| watch.will_wake(cx.waker())) {
            state.watch = Some(cx.waker().clone());
        }
        None
    }

    #[cfg(feature = "ask")]
    pub(crate) fn is_fatal(&self) -> bool {
        self.lock().fatal.is_some()
    }

    /// A further use of a key, among those of its kind. Gives what it is called on the wire.
    pub(crate) fn use_key(&self, kind: &str, key: &str) -> Result<String, Fatal> {
        if key.is_empty() || key.len() > MOST_KEY || key.contains('#') {
            let text = format!("{key:?} is no key: it has 1 to {MOST_KEY} bytes, and no `#`");
            return Err(Fatal::Misused(text));
        }
        let mut state = self.lock();
        if state.count == MOST {
            return Err(Fatal::Misused(format!("a call may ask, and do once, at most {MOST} things")));
        }
        state.count += 1;
        let used = state.used.entry(format!("{kind}{key}").into()).or_default();
        *used += 1;
        Ok(if *used == 1 { key.to_owned() } else { format!("{key}#{used}") })
    }

    fn begin(&self, key: &str) -> Result<(), Fatal> {
        let mut state = self.lock();
        if state.open.iter().any(|open| &*open.key == key) {
            let text =
                format!("the question `{key}` is open already; each that is open needs a key of its own");
            return Err(Fatal::Misused(text));
        }
        state.open.push(Open { key: key.into(), question: None });
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
    /// How the client can be asked this; in one sentence, that it cannot.
    pub(crate) fn can_ask(&self, need: Need) -> Result<&Line, AskError> {
        let (revision, name) = (self.revision(), need.name());
        let why = if !revision.has(need) {
            format!("there is no `{name}` in {revision}")
        } else if !self.client_capabilities().has(need) {
            format!("it does not declare `{name}`")
        } else {
            match self.line() {
                #[cfg(feature = "ask")]
                Line::Rounds(rounds) if !rounds.is_driven() => "only functions that are async can".to_owned(),
                Line::None if revision.is_modern() && cfg!(feature = "ask") => {
                    "only tools, prompts and reads of resources ask".to_owned()
                }
                Line::None if revision.is_modern() => "this server is built without that".to_owned(),
                Line::None => "it takes no messages before the result of its request".to_owned(),
                line => return Ok(line),
            }
        };
        let why = format!("the client cannot be asked: {why}");
        Err(AskError::Unsupported(Unsupported { need, why }))
    }

    /// Asks the client, and reads what it answers. `params` is told what was wrong with the answer before.
    pub(crate) async fn put<T>(
        &self,
        asked: Asked<'_>,
        params: impl Fn(Option<&str>) -> String,
        read: impl Fn(&str) -> Result<T, Unfit>,
    ) -> Result<T, AskError> {
        let line = self.can_ask(asked.need)?;
        if self.asks().lock().closed {
            return Err(AskError::Closed);
        }
        if self.is_in_once() {
            let text = format!(
                "the question `{}` is asked inside of `once`, which may not wait for an answer",
                asked.key
            );
            return self.asks().fatal(Fatal::Misused(text)).await;
        }
        let begun = self.asks().begin(asked.key).and_then(|()| self.asks().use_key("", asked.key));
        let wire = match begun {
            Ok(wire) => wire,
            Err(fatal) => return self.asks().fatal(fatal).await,
        };
        let mut asking = Asking { context: self, key: asked.key, asked: None };
        let questions = match line {
            Line::Live(questions) => questions,
            // Nobody is waited for: what goes on is the call's own work, in its own time.
            #[cfg(feature = "ask")]
            Line::Rounds(rounds) => return rounds.put(self, &wire, asked, params, read).await,
            Line::None => return Err(AskError::Closed),
        };
        let _ = wire;
        // From here the time of the call stands still, until no question is open.
        self.asks().lock().since.get_or_insert_with(Instant::now);
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
        // In one step: whoever ends the stream of the call waits for it, where another thread is at it.
        let _step = self.asks().lock();
        if questions.withdraw(question) {
            self.outbox().push(Frame::notice(asking::cancelled(question.id, reason), None));
        }
    }

    /// The call is about to be answered: what its tasks still ask is not asked any more (L-CLI-18).
    pub(crate) fn ask_no_more(&self) {
        for question in self.asks().close() {
            if let Line::Live(questions) = self.line() {
                self.withdraw(questions, &question, "the call that asks is over");
            }
        }
        #[cfg(feature = "ask")]
        if let Line::Rounds(rounds) = self.line() {
            rounds.close();
        }
    }
}
