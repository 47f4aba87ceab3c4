//! What a tool says while it runs: progress and log messages, built and then sent by `.await`.

use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::time::Duration;

use serde::Serialize;

use crate::base::rate::Rate;
use crate::context::Context;
use crate::context::progress::Amount;
use crate::protocol::level::Level;
use crate::protocol::notify;

/// So many log messages of a call go out at once, and one more each time this has passed (L-LOG-05, M-LOG-06).
const LOG_BURST: u32 = 512;
const LOG_REFILL: Duration = Duration::from_millis(1);

/// What a call has logged.
#[derive(Debug)]
pub(crate) struct Logged {
    rate: Rate,
    /// How many messages were left out since one went out.
    left_out: u64,
}

impl Default for Logged {
    fn default() -> Self {
        Self { rate: Rate::new(LOG_BURST, LOG_REFILL), left_out: 0 }
    }
}

impl Logged {
    /// Whether a message of this level goes out. Of what went wrong nothing is left out.
    pub(crate) fn lets_out(&mut self, level: Level) -> bool {
        let goes = level >= Level::Error || self.rate.allows();
        self.left_out += u64::from(!goes);
        goes
    }

    /// How many were left out since this was asked last.
    pub(crate) fn left_out(&mut self) -> u64 {
        std::mem::take(&mut self.left_out)
    }
}

impl Context {
    /// Reports how far the call has come: `cx.progress(3, 10).message("reading").await`.
    ///
    /// `total` is a number or `None`. Sent only to a client that asked for it. A value that is not above the last one is
    /// dropped, as the protocol wants (M-PROG-02), and a flood is thinned out; the last value is always sent.
    pub fn progress(&self, done: impl Amount, total: impl Amount) -> Progress<'_> {
        let done = done.amount().unwrap_or_default();
        Progress { context: self, done, total: total.amount(), message: None }
    }

    /// Sends a log message to the client, if it wants messages of this level.
    ///
    /// `data` is any JSON, most often a text. Nothing secret belongs in it. Of a flood of messages below `error` some are left
    /// out, and the client is told how many.
    pub fn log(&self, level: Level, data: impl Serialize) -> Log<'_> {
        let data = self.log_passes(level).then(|| serde_json::to_string(&data).ok()).flatten();
        Log { context: self, level, logger: None, data }
    }

    /// Queues the last progress that was held back, and how much of the log was left out; called before the answer. What tasks
    /// of the call say later is dropped.
    pub(crate) fn settle(&self) {
        self.ask_no_more();
        self.say_left_out();
        let mut meter = self.meter();
        if let Some(held) = meter.as_mut().and_then(|meter| meter.settle()) {
            self.push(notify::progress(&held, self.revision()));
        }
        self.identity().settle();
    }

    fn say_left_out(&self) {
        let count = self.logged().left_out();
        if count > 0 {
            let text = format!("\"{count} log messages were left out: too many came at once\"");
            self.push(notify::message(Level::Warning, None, &text));
        }
    }
}

/// A progress notification that is sent by `.await`.
#[derive(Debug)]
#[must_use = "progress is sent by `.await`, or by `send_blocking()` in a function that is not async"]
pub struct Progress<'a> {
    context: &'a Context,
    done: f64,
    total: Option<f64>,
    message: Option<String>,
}

impl Progress<'_> {
    /// Says what is being done, for people.
    pub fn message(mut self, text: impl Into<String>) -> Self {
        self.message = Some(text.into());
        self
    }

    fn send(self) {
        let Self { context, done, total, message } = self;
        // Measured and queued in one step, or what another task reports meanwhile would overtake it.
        let Some(mut meter) = context.meter() else { return };
        if let Some(due) = meter.report(done, total, message) {
            context.push(notify::progress(&due, context.revision()));
        }
    }
}

/// A log message that is sent by `.await`.
#[derive(Debug)]
#[must_use = "a log message is sent by `.await`, or by `send_blocking()` in a function that is not async"]
pub struct Log<'a> {
    context: &'a Context,
    level: Level,
    logger: Option<String>,
    data: Option<String>,
}

impl Log<'_> {
    /// Names the part of the server that speaks.
    pub fn logger(mut self, name: impl Into<String>) -> Self {
        self.logger = Some(name.into());
        self
    }

    fn send(self) {
        if let Some(data) = self.data
            && self.context.logged().lets_out(self.level)
        {
            self.context.say_left_out();
            self.context.push(notify::message(self.level, self.logger.as_deref(), &data));
        }
    }
}

/// Both kinds of message wait for room before they are sent.
macro_rules! sent_when_there_is_room {
    ($($ty:ident)*) => {
        $(impl $ty<'_> {
            /// Sends it from a function that is not async.
            pub fn send_blocking(self) {
                self.context.outbox().wait_for_room();
                self.send();
            }
        }

        impl<'a> IntoFuture for $ty<'a> {
            type Output = ();
            type IntoFuture = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

            fn into_future(self) -> Self::IntoFuture {
                Box::pin(async move {
                    self.context.outbox().room().await;
                    self.send();
                })
            }
        })*
    };
}
sent_when_there_is_room!(Progress Log);

macro_rules! levels {
    ($($name:ident $level:ident $what:literal)*) => {
        impl Context {
            $(#[doc = concat!("Sends a log message of the level `", stringify!($name), "`: ", $what, ".")]
            pub fn $name(&self, data: impl Serialize) -> Log<'_> {
                self.log(Level::$level, data)
            })*
        }
    };
}
levels! {
    debug Debug "detail for finding a fault"
    info Info "what goes on"
    notice Notice "normal, but worth a look"
    warning Warning "something may be wrong"
    error Error "something failed"
    critical Critical "a part does not work"
    alert Alert "somebody has to act"
    emergency Emergency "nothing works"
}

#[cfg(all(test, feature = "http"))]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::{Wake, Waker};

    use super::*;
    use crate::rpc::outbox::Outbox;

    /// Looks, at the moment at which a step is queued, whether another could be measured.
    struct Look(Context, AtomicUsize);

    impl Wake for Look {
        fn wake(self: Arc<Self>) {
            self.1.fetch_add(if self.0.is_measuring() { 1 } else { 100 }, Ordering::Relaxed);
        }
    }

    #[test]
    fn a_step_is_queued_before_the_next_is_measured() {
        let outbox = Arc::<Outbox>::default();
        let context = Context::alone(&outbox);
        let look = Arc::new(Look(context.clone(), AtomicUsize::new(0)));
        let waker = Waker::from(Arc::clone(&look));
        let mut cx = std::task::Context::from_waker(&waker);
        for step in 1..=3 {
            assert!(outbox.poll_next(&mut cx).is_pending());
            context.progress(step, 3).send_blocking();
            assert!(outbox.poll_next(&mut cx).is_ready());
        }
        assert_eq!(look.1.load(Ordering::Relaxed), 3);
    }

    /// M-PROG-03, L-UTIL-10
    #[test]
    fn after_the_last_step_nothing_is_said() {
        let outbox = Arc::<Outbox>::default();
        let context = Context::alone(&outbox);
        context.progress(1, 2).send_blocking();
        context.settle();
        context.progress(2, 2).send_blocking();
        assert_eq!(outbox.drain().len(), 1);
    }
}
