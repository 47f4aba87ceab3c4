//! One message on its way out, and when it may leave.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::base::budget::Held;
use crate::rpc::identity::Identity;
use crate::rpc::questions::{Going, Question};

/// So long an answer stays behind what its call said last. Some clients forget who waits for progress as soon as they have
/// read the answer, and read in one piece what comes in a few microseconds: they would never show the last step.
const BREATH: Duration = Duration::from_millis(1);

/// One message on its way out, with its line end.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) bytes: Vec<u8>,
    pub(crate) kind: Kind,
    /// Counts it while it is here.
    pub(crate) held: Held,
}

/// What a message is.
#[derive(Debug)]
pub(crate) enum Kind {
    /// It answers a request; that of a call which said something before, where it did.
    Answer(Option<Arc<Identity>>),
    /// A call says it before its answer.
    Said(Arc<Identity>),
    /// A call asks its client.
    Asked(Going),
    /// Nothing is said: the stream of the call ends here, and its client comes back for the rest.
    Break(Arc<Identity>),
    /// The server says it of itself. The mark is cleared when it leaves, so that one more of its kind may be queued.
    Notice(Option<Arc<AtomicBool>>),
}

impl Frame {
    fn new(bytes: Vec<u8>, kind: Kind) -> Self {
        let held = Held::of(bytes.len());
        Self { bytes, kind, held }
    }

    /// What the server says of itself.
    pub(crate) fn notice(bytes: Vec<u8>, mark: Option<Arc<AtomicBool>>) -> Self {
        Self::new(bytes, Kind::Notice(mark))
    }

    /// What a call says before its answer.
    pub(crate) fn said(bytes: Vec<u8>, call: &Arc<Identity>) -> Self {
        Self::new(bytes, Kind::Said(Arc::clone(call)))
    }

    /// What a call asks.
    pub(crate) fn asked(bytes: Vec<u8>, question: &Arc<Question>) -> Self {
        Self::new(bytes, Kind::Asked(Going::new(question)))
    }

    /// Where the stream of a call ends early.
    pub(crate) fn end_of_stream(call: &Arc<Identity>) -> Self {
        Self::new(Vec::new(), Kind::Break(Arc::clone(call)))
    }

    /// The answer to a request that said nothing.
    pub(crate) fn answer(bytes: Vec<u8>) -> Self {
        Self::new(bytes, Kind::Answer(None))
    }

    /// The answer to a call, which may have said something before.
    pub(crate) fn answer_to(bytes: Vec<u8>, call: &Arc<Identity>) -> Self {
        Self::new(bytes, Kind::Answer(call.spoke().then(|| Arc::clone(call))))
    }

    /// In the place of the answer that a cancelled request does not get.
    pub(crate) fn no_answer() -> Self {
        Self::answer(Vec::new())
    }

    pub(crate) fn is_answer(&self) -> bool {
        matches!(self.kind, Kind::Answer(_))
    }

    pub(crate) fn ends_stream(&self) -> bool {
        matches!(self.kind, Kind::Break(_))
    }

    /// The call that said it.
    pub(crate) fn speaker(&self) -> Option<&Arc<Identity>> {
        match &self.kind {
            Kind::Said(call) | Kind::Break(call) => Some(call),
            Kind::Asked(question) => Some(&question.call),
            Kind::Answer(_) | Kind::Notice(_) => None,
        }
    }

    /// It will not be sent: another one of its kind may be queued, and nobody waits for its answer.
    pub(crate) fn forget(&self) {
        match &self.kind {
            Kind::Notice(Some(mark)) => mark.store(false, Ordering::Release),
            Kind::Asked(question) => question.lose(),
            _ => {}
        }
    }

    /// Nobody wants it any more: its call was cancelled, or asks no longer.
    pub(crate) fn is_dead(&self) -> bool {
        match &self.kind {
            Kind::Asked(question) => question.is_dead(),
            _ => self.speaker().is_some_and(|call| call.is_cancelled()),
        }
    }

    /// When it may leave, if it has to wait.
    pub(crate) fn due(&self, now: Instant) -> Option<Instant> {
        let Kind::Answer(Some(call)) = &self.kind else { return None };
        call.left().map(|left| left + BREATH).filter(|due| *due > now)
    }

    /// It leaves.
    pub(crate) fn leave(&self, now: Instant) {
        match &self.kind {
            Kind::Notice(Some(mark)) => mark.store(false, Ordering::Release),
            Kind::Asked(question) => question.leave(),
            _ => {}
        }
        self.speaker().inspect(|call| call.leave(now));
    }
}
