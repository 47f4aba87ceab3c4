//! What is done once, however often a function runs.

use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::pin::pin;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::context::Context;
use crate::context::ask::{Fatal, Line};

/// The largest result that is remembered.
const MOST_MEMO: usize = 16 << 10;

thread_local! {
    /// The call for which something is being done once, at this moment on this thread.
    static DOING: Cell<usize> = const { Cell::new(0) };
}

impl Context {
    /// Does something once in a call that asks.
    ///
    /// With clients of 2026-07-28 a function that asks runs again from its start when the answers come. What stands before a question, or
    /// beside it, is done again then, and may have been cut off at any `.await`. What is done by `once` is finished before the round ends, and
    /// its result comes back in the next one, where it was `Ok`. Elsewhere it is simply done.
    ///
    /// ```
    /// use mcp_runtime::prelude::*;
    ///
    /// # async fn reserve(_: u32, _: &str) -> Result<u64, ToolError> { Ok(1) }
    /// # async fn confirm(_: u64) {}
    /// /// Book seats.
    /// #[mcp_tool]
    /// async fn book(seats: u32, cx: &Context) -> Result<String, ToolError> {
    ///     let number = cx.once("reserve", reserve(seats, cx.call_id())).await?;
    ///     let folders = cx.roots().await?;
    ///     confirm(number).await;
    ///     Ok(format!("{number} from {} folders", folders.len()))
    /// }
    /// ```
    ///
    /// The result travels with the client, sealed: at most 16 KiB each, and 32 KiB with all that was answered. It is remembered, which is not
    /// *exactly once*: a server that dies before the client has heard of it does it again. [`call_id`](Self::call_id) is for that. Nothing is asked
    /// inside of it.
    pub async fn once<T, E>(&self, key: &str, work: impl Future<Output = Result<T, E>>) -> Result<T, E>
    where
        T: Serialize + DeserializeOwned,
    {
        let wire = match self.asks().use_key("once ", key) {
            Ok(wire) => wire,
            Err(fatal) => return self.asks().fatal(fatal).await,
        };
        // One that is of another form by now, after an update, is made anew.
        if let Some(known) = self.line().memo(&wire).and_then(|memo| serde_json::from_str(memo.get()).ok()) {
            return Ok(known);
        }
        #[cfg(feature = "ask")]
        let _busy = self.line().busy();
        let mut work = pin!(work);
        let done = poll_fn(|cx| {
            let before = DOING.replace(self.place());
            let polled = work.as_mut().poll(cx);
            DOING.set(before);
            polled
        })
        .await?;
        let memo = serde_json::value::to_raw_value(&done).map_err(|error| error.to_string());
        let memo = memo.and_then(|memo: Box<RawValue>| match memo.get().len() {
            size if size > MOST_MEMO => Err(format!(
                "its result has {size} bytes as JSON, and at most {MOST_MEMO} are remembered: store it and remember its id"
            )),
            _ => Ok(memo),
        });
        match memo {
            Ok(memo) => self.line().remember(&wire, memo),
            Err(why) => return self.asks().fatal(Fatal::Misused(format!("`once({key:?}, …)`: {why}"))).await,
        }
        Ok(done)
    }

    /// Whether something is being done once by who calls this.
    pub(crate) fn is_in_once(&self) -> bool {
        DOING.get() == self.place()
    }
}

impl Line {
    fn memo(&self, key: &str) -> Option<Box<RawValue>> {
        match self {
            #[cfg(feature = "ask")]
            Self::Rounds(rounds) => rounds.memo(key),
            _ => {
                let _ = key;
                None
            }
        }
    }

    fn remember(&self, key: &str, memo: Box<RawValue>) {
        match self {
            #[cfg(feature = "ask")]
            Self::Rounds(rounds) => rounds.remember(key, memo),
            _ => drop((key, memo)),
        }
    }

    #[cfg(feature = "ask")]
    fn busy(&self) -> Option<crate::context::rounds::Busy<'_>> {
        if let Self::Rounds(rounds) = self { Some(rounds.busy()) } else { None }
    }
}
