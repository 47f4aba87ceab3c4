//! What the response to a call that is not done at once will be: one message, or a stream as soon as the call says something or
//! takes long.

use std::future::poll_fn;
use std::task::{Context, Poll};

use tokio::time::sleep;

use crate::rpc::frame::Frame;
use crate::transport::http::Site;
use crate::transport::http::gate::media::Accepts;

/// What comes first of a call.
pub(crate) enum First {
    /// Its answer.
    Answer(Vec<u8>),
    /// Its end, without an answer.
    Nothing,
    /// Something that it says, or nothing for a while.
    Stream(Option<Frame>),
}

impl Site {
    /// Waits for it. For a client that takes no streams only the answer counts.
    pub(crate) async fn first(
        &self,
        accepts: Accepts,
        mut next: impl FnMut(&mut Context<'_>) -> Poll<Option<Frame>>,
    ) -> First {
        let mut patience = Box::pin(sleep(self.options().http.stream_after));
        poll_fn(|cx| {
            loop {
                match next(cx) {
                    Poll::Ready(Some(frame)) if frame.is_answer() && !frame.bytes.is_empty() => {
                        return Poll::Ready(First::Answer(frame.bytes));
                    }
                    Poll::Ready(Some(frame)) if !frame.is_answer() => {
                        if accepts.events {
                            return Poll::Ready(First::Stream(Some(frame)));
                        }
                        frame.forget();
                    }
                    Poll::Ready(_) => return Poll::Ready(First::Nothing),
                    Poll::Pending if accepts.events => {
                        return patience.as_mut().poll(cx).map(|()| First::Stream(None));
                    }
                    Poll::Pending => return Poll::Pending,
                }
            }
        })
        .await
    }
}
