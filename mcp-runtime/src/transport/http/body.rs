//! Reading the body of a request: bounded in bytes and in time.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Buf, Bytes, BytesMut};
use http::StatusCode;
use http_body::Body;
use tokio::time::{Sleep, sleep};

use crate::transport::http::refusal::{Refusal, Refused};

/// Reads all of a body. Most come in one piece, which is not copied.
pub(super) async fn read<B: Body>(body: B, most: usize, patience: Duration) -> Result<Bytes, Refused> {
    if body.size_hint().lower() > most as u64 {
        return Err(too_large(most));
    }
    let mut body = pin!(body);
    let mut clock: Option<Pin<Box<Sleep>>> = None;
    let mut first = Bytes::new();
    let mut rest = BytesMut::new();
    while let Some(data) = poll_fn(|cx| next(body.as_mut(), &mut clock, patience, cx)).await? {
        if first.len() + rest.len() + data.len() > most {
            return Err(too_large(most));
        }
        if first.is_empty() {
            first = data;
        } else {
            rest.extend_from_slice(&data);
        }
    }
    if rest.is_empty() {
        return Ok(first);
    }
    let mut all = BytesMut::with_capacity(first.len() + rest.len());
    all.extend_from_slice(&first);
    all.extend_from_slice(&rest);
    Ok(all.freeze())
}

fn next<B: Body>(
    body: Pin<&mut B>,
    clock: &mut Option<Pin<Box<Sleep>>>,
    patience: Duration,
    cx: &mut Context<'_>,
) -> Poll<Result<Option<Bytes>, Refused>> {
    match body.poll_frame(cx) {
        Poll::Ready(Some(Ok(frame))) => {
            // Trailers say nothing here.
            let data = frame.into_data().map(|mut data| data.copy_to_bytes(data.remaining()));
            Poll::Ready(Ok(Some(data.unwrap_or_default())))
        }
        Poll::Ready(Some(Err(_))) => {
            Poll::Ready(Err(Refusal::new(StatusCode::BAD_REQUEST, "the body of the request is broken")))
        }
        Poll::Ready(None) => Poll::Ready(Ok(None)),
        Poll::Pending => clock.get_or_insert_with(|| Box::pin(sleep(patience))).as_mut().poll(cx).map(|()| {
            let text = format!("the body of the request took longer than {patience:?}");
            Err(Refusal::new(StatusCode::REQUEST_TIMEOUT, text))
        }),
    }
}

fn too_large(most: usize) -> Refused {
    let text = format!("the body of a request may have at most {most} bytes");
    Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, text)
}
