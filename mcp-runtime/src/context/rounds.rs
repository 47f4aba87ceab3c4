//! The questions of a call in rounds (2026-07-28): what is asked stays open until nothing else of the call can go on, then the call
//! is answered with all of it, and begins anew when the answers come.

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

use serde_json::value::RawValue;

use crate::base::seal::{Sealer, digest};
use crate::context::Context;
use crate::context::ask::{Asked, Fatal, TRIES, Unfit};
use crate::outcome::ask_error::AskError;
use crate::outcome::error::RpcError;
use crate::protocol::round::{Answer, Binding, Past, Posed};

/// The rounds of one call.
#[derive(Debug)]
pub(crate) struct Rounds {
    binding: Binding,
    sealer: Arc<Sealer>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    past: Past,
    /// The request came with a state: answers are for what that says was asked.
    goes_on: bool,
    /// What came with this request.
    given: BTreeMap<String, Box<RawValue>>,
    open: Vec<Open>,
    /// How many things are being done `once`.
    busy: usize,
    /// The round is over.
    closed: bool,
    /// Polls the function.
    driver: Option<Waker>,
    /// Somebody polls it who can end the round.
    driven: bool,
    /// Where the waker is that says whether anything but an answer can wake the function.
    probe: usize,
}

#[derive(Debug)]
struct Open {
    posed: Posed,
    digest: String,
    /// Who waits for it elsewhere than in the function's own future.
    elsewhere: Option<Waker>,
}

/// What a client gives when it comes again.
#[derive(Debug, Default)]
pub(crate) struct Given {
    pub(crate) answers: BTreeMap<String, Box<RawValue>>,
    pub(crate) past: Option<Past>,
}

impl Given {
    /// Reads `inputResponses` and `requestState`; of the answers only that there are some, since those to nothing are ignored (M-MRTR-10).
    pub(crate) fn read(
        answers: Option<&RawValue>,
        state: Option<&str>,
        sealer: &Sealer,
        binding: &Binding,
    ) -> Result<Self, RpcError> {
        let answers = match answers {
            None => BTreeMap::new(),
            Some(raw) => serde_json::from_str(raw.get())
                .map_err(|_| RpcError::invalid_params("`inputResponses` must be an object"))?,
        };
        let past = state.map(|state| Past::open(state, sealer, binding)).transpose()?;
        Ok(Self { answers, past })
    }
}

/// What is known of a question before it is asked in this round.
enum Known<T> {
    Answered(Result<T, AskError>),
    /// It is to be asked; with what was wrong with its answer.
    Open(Option<String>),
    Fatal(Fatal),
}

impl Rounds {
    pub(crate) fn new(binding: Binding, sealer: Arc<Sealer>, given: Given) -> Self {
        let goes_on = given.past.is_some();
        let state = State {
            past: given.past.unwrap_or_else(Past::begun),
            goes_on,
            given: given.answers,
            open: Vec::new(),
            busy: 0,
            closed: false,
            driver: None,
            driven: false,
            probe: 0,
        };
        Self { binding, sealer, state: Mutex::new(state) }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is the same in all rounds of the call.
    pub(crate) fn call_id(&self) -> String {
        self.lock().past.call_id.clone()
    }

    /// Asks, or takes what was answered.
    pub(crate) async fn put<T>(
        &self,
        context: &Context,
        wire: &str,
        asked: Asked<'_>,
        params: impl Fn(Option<&str>) -> String,
        read: impl Fn(&str) -> Result<T, Unfit>,
    ) -> Result<T, AskError> {
        let plain = params(None);
        let digest = digest(&[asked.method.as_bytes(), plain.as_bytes()]);
        let known = self.lock().known(wire, &digest, read);
        let wrong = match known {
            Known::Answered(answer) => return answer,
            Known::Fatal(fatal) => return context.asks().fatal(fatal).await,
            Known::Open(wrong) => wrong,
        };
        let params = wrong.map_or(plain, |wrong| params(Some(&wrong)));
        let posed = Posed { key: wire.to_owned(), method: asked.method, params };
        self.open(Open { posed, digest, elsewhere: None });
        let _open = Withdraw { rounds: self, key: wire };
        poll_fn(|cx| {
            let mut state = self.lock();
            if state.closed {
                return Poll::Ready(());
            }
            let here = state.is_own(cx.waker());
            if let Some(open) = state.open.iter_mut().find(|open| open.posed.key == wire) {
                open.elsewhere = (!here).then(|| cx.waker().clone());
            }
            Poll::Pending
        })
        .await;
        // One that asks again and again would hold its thread.
        let mut yielded = false;
        poll_fn(|cx| {
            if std::mem::replace(&mut yielded, true) {
                return Poll::Ready(());
            }
            cx.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
        Err(AskError::Closed)
    }

    fn open(&self, open: Open) {
        let mut state = self.lock();
        if state.closed {
            return;
        }
        state.open.push(open);
        let driver = state.driver.take();
        drop(state);
        // It may have been asked on another thread.
        driver.inspect(Waker::wake_by_ref);
    }
}

impl State {
    /// Whether who polls is the function's own future, which is polled again in any case.
    fn is_own(&self, waker: &Waker) -> bool {
        waker.data().addr() == self.probe
            || self.driver.as_ref().is_some_and(|driver| driver.will_wake(waker))
    }

    fn known<T>(&mut self, key: &str, digest: &str, read: impl Fn(&str) -> Result<T, Unfit>) -> Known<T> {
        if let Some(answer) = self.past.answers.get(key) {
            if answer.digest == digest {
                // It was good before, and code and results depend on it already.
                return match read(answer.result.get()) {
                    Ok(answer) => Known::Answered(Ok(answer)),
                    Err(Unfit::Never(error)) => Known::Answered(Err(error)),
                    Err(Unfit::Again(why)) => self.refuse(key, why),
                };
            }
            self.past.answers.remove(key);
            return self.changed(key);
        }
        let asked = self.past.open.get(key);
        let Some(given) = self.given.get(key).filter(|_| !self.goes_on || asked.is_some()) else {
            return Known::Open(None);
        };
        if asked.is_some_and(|asked| asked != digest) {
            self.given.remove(key);
            return self.changed(key);
        }
        let read = read(given.get());
        if let Err(Unfit::Never(AskError::Invalid(why))) = read {
            return Known::Fatal(Fatal::Params(format!("`inputResponses`, {key:?}: {why}")));
        }
        let given = self.given.remove(key);
        if let Err(Unfit::Again(why)) = read {
            return self.refuse(key, why);
        }
        if let Some(result) = given {
            self.past.answers.insert(key.to_owned(), Answer { digest: digest.to_owned(), result });
        }
        Known::Answered(read.map_err(|unfit| match unfit {
            Unfit::Never(error) => error,
            Unfit::Again(why) => AskError::Invalid(why),
        }))
    }

    fn count(&mut self, key: &str) -> u32 {
        let count = self.past.refused.entry(key.to_owned()).or_default();
        *count += 1;
        *count
    }

    fn refuse<T>(&mut self, key: &str, why: String) -> Known<T> {
        if self.count(key) < TRIES {
            Known::Open(Some(why))
        } else {
            Known::Answered(Err(AskError::Invalid(why)))
        }
    }

    /// What was answered was another question: the text has changed since.
    fn changed<T>(&mut self, key: &str) -> Known<T> {
        if self.count(key) < TRIES {
            return Known::Open(None);
        }
        let text =
            format!("the text of the question `{key}` changes on each run; compute what it says in `once`");
        Known::Fatal(Fatal::Misused(text))
    }
}

/// Takes a question back when nobody waits for it any more.
struct Withdraw<'a> {
    rounds: &'a Rounds,
    key: &'a str,
}

impl Drop for Withdraw<'_> {
    fn drop(&mut self) {
        let mut state = self.rounds.lock();
        if !state.closed {
            state.open.retain(|open| open.posed.key != self.key);
        }
    }
}

/// For who polls the function.
impl Rounds {
    /// The function is polled by who can end a round: it is async.
    pub(crate) fn begin(&self) {
        self.lock().driven = true;
    }

    pub(crate) fn is_driven(&self) -> bool {
        self.lock().driven
    }

    /// Whoever asks, or ends what is done `once`, wakes this one.
    pub(crate) fn drive(&self, driver: &Waker, probe: usize) {
        let mut state = self.lock();
        if !state.driver.as_ref().is_some_and(|known| known.will_wake(driver)) {
            state.driver = Some(driver.clone());
        }
        state.probe = probe;
    }

    /// Whether something is asked.
    pub(crate) fn is_asking(&self) -> bool {
        !self.lock().open.is_empty()
    }

    /// Whether something is being done once.
    pub(crate) fn is_busy(&self) -> bool {
        self.lock().busy > 0
    }

    /// The end of the round: what is asked, and the state. What the call still does elsewhere is told by [`close`](Self::close).
    pub(crate) fn suspend(&self) -> Result<(Vec<Posed>, String), String> {
        let mut state = self.lock();
        state.closed = true;
        let State { past, open, .. } = &mut *state;
        past.open = open.iter().map(|open| (open.posed.key.clone(), open.digest.clone())).collect();
        let sealed = past.seal(&self.sealer, &self.binding)?;
        let posed = open.iter_mut().map(|open| Posed {
            key: std::mem::take(&mut open.posed.key),
            method: open.posed.method,
            params: std::mem::take(&mut open.posed.params),
        });
        Ok((posed.collect(), sealed))
    }

    /// Nothing more is asked in this round, nor done.
    pub(crate) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        let open = std::mem::take(&mut state.open);
        drop(state);
        open.into_iter().filter_map(|open| open.elsewhere).for_each(Waker::wake);
    }
}

/// What is done once.
impl Rounds {
    /// What came of it in a round before; nothing where it is to be done.
    pub(crate) fn memo(&self, key: &str) -> Option<Box<RawValue>> {
        self.lock().past.memos.get(key).cloned()
    }

    pub(crate) fn remember(&self, key: &str, memo: Box<RawValue>) {
        self.lock().past.memos.insert(key.to_owned(), memo);
    }

    /// Something is being done until this is dropped.
    pub(crate) fn busy(&self) -> Busy<'_> {
        self.lock().busy += 1;
        Busy(self)
    }
}

/// Something is being done once.
pub(crate) struct Busy<'a>(&'a Rounds);

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.busy -= 1;
        let driver = state.driver.take();
        drop(state);
        driver.inspect(Waker::wake_by_ref);
    }
}
