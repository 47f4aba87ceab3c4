//! One message on its way out, and when it may leave.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::base::budget::Held;
use crate::rpc::identity::Identity;

/// So long an answer stays behind what its call said last. Some clients forget who waits for progress as soon as they have
/// read the answer, and read in one piece what comes in a few microseconds: they would never show the last step.
const BREATH: Duration = Duration::from_millis(1);

/// One message on its way out, with its line end.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) bytes: Vec<u8>,
    /// The call that said it, or that said something before this answer.
    pub(crate) call: Option<Arc<Identity>>,
    /// Cleared when the frame leaves, so that one more of its kind may be queued.
    pub(crate) mark: Option<Arc<AtomicBool>>,
    /// It answers a request.
    pub(crate) answer: bool,
    /// Counts it while it is here.
    pub(crate) held: Held,
}

impl Frame {
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        let held = Held::of(bytes.len());
        Self { bytes, call: None, mark: None, answer: false, held }
    }

    /// What a call says before its answer.
    pub(crate) fn said(bytes: Vec<u8>, call: &Arc<Identity>) -> Self {
        Self { call: Some(Arc::clone(call)), ..Self::new(bytes) }
    }

    /// The answer to a request that said nothing.
    pub(crate) fn answer(bytes: Vec<u8>) -> Self {
        Self { answer: true, ..Self::new(bytes) }
    }

    /// The answer to a call, which may have said something before.
    pub(crate) fn answer_to(bytes: Vec<u8>, call: &Arc<Identity>) -> Self {
        let spoke = call.spoke();
        Self { call: spoke.then(|| Arc::clone(call)), ..Self::answer(bytes) }
    }

    /// In the place of the answer that a cancelled request does not get.
    pub(crate) fn no_answer() -> Self {
        Self::answer(Vec::new())
    }

    /// The call that said it.
    pub(crate) fn speaker(&self) -> Option<&Arc<Identity>> {
        self.call.as_ref().filter(|_| !self.answer)
    }

    /// Nobody wants it any more: its call was cancelled.
    pub(crate) fn is_dead(&self) -> bool {
        self.speaker().is_some_and(|call| call.is_cancelled())
    }

    /// When it may leave, if it has to wait.
    pub(crate) fn due(&self, now: Instant) -> Option<Instant> {
        let call = self.call.as_ref().filter(|_| self.answer)?;
        call.left().map(|left| left + BREATH).filter(|due| *due > now)
    }

    /// It leaves.
    pub(crate) fn leave(&self, now: Instant) {
        self.mark.as_ref().inspect(|mark| mark.store(false, Ordering::Release));
        self.speaker().inspect(|call| call.leave(now));
    }
}
