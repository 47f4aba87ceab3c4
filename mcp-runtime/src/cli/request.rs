//! A request on a connection of its own, and the body of its response.

use std::pin::Pin;

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};

/// Sends a request, and gives the head of its response.
pub(super) async fn send<T, B>(io: T, request: Request<B>) -> Result<Response<Incoming>, hyper::Error>
where
    T: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    B: Body<Data: Send, Error: Into<Box<dyn std::error::Error + Send + Sync>>> + Send + 'static,
{
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(io)).await?;
    // It ends with the response, or when that is dropped.
    tokio::spawn(connection);
    sender.send_request(request).await
}

/// The next part of a body; nothing at its end, or where it is lost.
pub(super) async fn part(body: &mut Incoming) -> Option<Bytes> {
    loop {
        let frame = std::future::poll_fn(|cx| Pin::new(&mut *body).poll_frame(cx)).await?.ok()?;
        if let Ok(data) = frame.into_data() {
            return Some(data);
        }
    }
}

/// A whole body; nothing where it is larger than that.
pub(super) async fn whole(body: &mut Incoming, most: usize) -> Option<Vec<u8>> {
    let mut all = Vec::new();
    while let Some(part) = part(body).await {
        all.extend_from_slice(&part);
        if all.len() > most {
            return None;
        }
    }
    Some(all)
}
