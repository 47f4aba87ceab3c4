//! Reading the body of a request: bounded in bytes and in time.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf, Bytes};
use http::StatusCode;
use http_body::Body;
use tokio::time::{Sleep, sleep};

use crate::app::options::Options;
use crate::base::budget::Held;
use crate::transport::http::gate::refusal::{Refusal, Refused};
use crate::transport::http::sessions::too_many;

/// What came of a body so far. Most come in one piece, which is not copied.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    first: Bytes,
    rest: Vec<u8>,
    /// Runs from the first time that there was nothing to read, and anew after each bigger piece.
    clock: Option<Pin<Box<Sleep>>>,
    since_clock: usize,
    /// It is whole already, and kept in `first`.
    done: bool,
    /// What is there of the body, as long as somebody needs it.
    held: Held,
}

/// Who sends so much in the time for a body has that time again.
const PIECE: usize = 64 << 10;

impl Reading {
    /// Reads on until the body is whole.
    pub(crate) fn poll<B: Body>(
        &mut self,
        mut body: Pin<&mut B>,
        options: &Options,
        cx: &mut Context<'_>,
    ) -> Poll<Result<Bytes, Refused>> {
        let (max_held, options) = (options.max_held, &options.http);
        let most = options.max_body;
        if self.done {
            return Poll::Ready(Ok(self.whole()));
        }
        if body.size_hint().lower() > most as u64 {
            return Poll::Ready(Err(too_large(most)));
        }
        loop {
            match body.as_mut().poll_frame(cx) {
                Poll::Ready(Some(Ok(frame))) => {
                    // Trailers say nothing here.
                    let Ok(mut data) = frame.into_data() else { continue };
                    let data = data.copy_to_bytes(data.remaining());
                    let size = self.first.len() + self.rest.len() + data.len();
                    if size > most {
                        return Poll::Ready(Err(too_large(most)));
                    }
                    if !self.held.grow(size, max_held) {
                        tracing::warn!(
                            "a request was refused: more than {max_held} bytes are held for clients"
                        );
                        return Poll::Ready(Err(too_many("large requests")));
                    }
                    self.keep(data);
                }
                Poll::Ready(None) => return Poll::Ready(Ok(self.whole())),
                Poll::Ready(Some(Err(_))) => {
                    let text = "the body of the request is broken";
                    return Poll::Ready(Err(Refusal::new(StatusCode::BAD_REQUEST, text)));
                }
                Poll::Pending => {
                    let patience = options.body_timeout;
                    ready!(self.clock.get_or_insert_with(|| Box::pin(sleep(patience))).as_mut().poll(cx));
                    let text = format!("the body of the request took longer than {patience:?}");
                    return Poll::Ready(Err(Refusal::new(StatusCode::REQUEST_TIMEOUT, text)));
                }
            }
        }
    }

    /// Reads on while something else is waited for, and keeps what is whole.
    pub(crate) fn ahead<B: Body>(
        &mut self,
        body: Pin<&mut B>,
        options: &Options,
        cx: &mut Context<'_>,
    ) -> Poll<Result<(), Refused>> {
        self.first = ready!(self.poll(body, options, cx))?;
        self.done = true;
        Poll::Ready(Ok(()))
    }

    /// Whether nothing is left of the body to be read.
    pub(crate) fn is_done(&self) -> bool {
        self.done
    }

    fn keep(&mut self, data: Bytes) {
        self.since_clock += data.len();
        if self.since_clock >= PIECE {
            (self.since_clock, self.clock) = (0, None);
        }
        if self.first.is_empty() && self.rest.is_empty() {
            self.first = data;
        } else {
            if self.rest.is_empty() {
                self.rest.extend_from_slice(&std::mem::take(&mut self.first));
            }
            self.rest.extend_from_slice(&data);
        }
    }

    /// Takes what counts the body, to be kept with it.
    pub(crate) fn held(&mut self) -> Held {
        std::mem::take(&mut self.held)
    }

    fn whole(&mut self) -> Bytes {
        if self.rest.is_empty() {
            std::mem::take(&mut self.first)
        } else {
            std::mem::take(&mut self.rest).into()
        }
    }
}

/// Reads the body of a request that is refused, and drops it: a client that is still sending loses the answer when its connection
/// is closed. Bounded in bytes and in time.
#[derive(Debug)]
pub(crate) struct Drain {
    left: u64,
    clock: Option<Pin<Box<Sleep>>>,
}

/// So much is read of a body that nobody wants, and so long.
const DRAIN: u64 = 12 << 20;
const DRAIN_TIME: Duration = Duration::from_secs(2);

impl Drain {
    /// Nothing where there is no body, or more than is read for nothing.
    pub(crate) fn of<B: Body>(body: &B) -> Option<Self> {
        let worth = !body.is_end_stream() && body.size_hint().lower() <= DRAIN;
        worth.then_some(Self { left: DRAIN, clock: None })
    }

    pub(crate) fn poll<B: Body>(&mut self, mut body: Pin<&mut B>, cx: &mut Context<'_>) -> Poll<()> {
        loop {
            match body.as_mut().poll_frame(cx) {
                Poll::Ready(Some(Ok(frame))) => {
                    let size = frame.data_ref().map_or(0, |data| data.remaining() as u64);
                    self.left = self.left.saturating_sub(size);
                    if self.left == 0 {
                        return Poll::Ready(());
                    }
                }
                Poll::Ready(None | Some(Err(_))) => return Poll::Ready(()),
                Poll::Pending => {
                    let clock = self.clock.get_or_insert_with(|| Box::pin(sleep(DRAIN_TIME)));
                    return clock.as_mut().poll(cx);
                }
            }
        }
    }
}

fn too_large(most: usize) -> Refused {
    let text = format!("the body of a request may have at most {most} bytes");
    Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, text)
}
