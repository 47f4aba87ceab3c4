//! Bodies that are passed on, and streams that outlive the process that they come from.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode, header, request};
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::hosted::{Behind, json, plain};
use super::session::Message;
use crate::cli::request::part;

/// So many pieces of a stream wait for a client.
const AHEAD: usize = 16;
/// What ends an event.
const END: &[u8] = b"\n\n";

/// A body that is passed on.
pub(super) enum Passed {
    Whole(Option<Bytes>),
    AsItComes(Incoming),
    Pieces(Receiver<Bytes>),
}

impl From<Bytes> for Passed {
    fn from(bytes: Bytes) -> Self {
        Self::Whole(Some(bytes).filter(|bytes| !bytes.is_empty()))
    }
}

impl From<Incoming> for Passed {
    fn from(body: Incoming) -> Self {
        Self::AsItComes(body)
    }
}

impl Body for Passed {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        match self.get_mut() {
            Self::Whole(bytes) => Poll::Ready(bytes.take().map(|bytes| Ok(Frame::data(bytes)))),
            Self::AsItComes(body) => Pin::new(body).poll_frame(cx),
            Self::Pieces(pieces) => {
                Poll::Ready(ready!(pieces.poll_recv(cx)).map(|piece| Ok(Frame::data(piece))))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Whole(bytes) => bytes.is_none(),
            Self::AsItComes(body) => body.is_end_stream(),
            Self::Pieces(_) => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(bytes) => SizeHint::with_exact(bytes.as_ref().map_or(0, Bytes::len) as u64),
            Self::AsItComes(body) => body.size_hint(),
            Self::Pieces(_) => SizeHint::default(),
        }
    }
}

/// A request of a client, which can be asked again.
pub(super) struct Spliced {
    behind: Arc<Behind>,
    head: request::Parts,
    body: Bytes,
    message: Message,
    /// Which build was asked first.
    build: u32,
}

impl Spliced {
    pub(super) fn new(behind: Arc<Behind>, head: request::Parts, body: Bytes, message: Message) -> Self {
        let build = behind.serving.build();
        Self { behind, head, body, message, build }
    }

    /// Asks the process that serves.
    pub(super) async fn ask(&self) -> Result<Response<Incoming>, String> {
        let mut request = Request::new(Passed::from(self.body.clone()));
        *request.method_mut() = self.head.method.clone();
        *request.uri_mut() = self.head.uri.clone();
        *request.headers_mut() = self.head.headers.clone();
        of_one_hop(request.headers_mut());
        let mut response = self.behind.serving.ask(request).await?;
        of_one_hop(response.headers_mut());
        Ok(response)
    }

    /// That the process has gone before it answered.
    pub(super) fn lost(&self) -> Response<Passed> {
        let text = "The server was built anew, or is gone, while this ran. Call again.";
        if self.message.is_request() {
            return json(self.message.refusal(text));
        }
        plain(StatusCode::BAD_GATEWAY, text)
    }

    /// A stream that goes on with the next process.
    pub(super) fn go_on(self, response: Response<Incoming>) -> Response<Passed> {
        let (head, body) = response.into_parts();
        let (to, pieces) = channel(AHEAD);
        tokio::spawn(async move {
            tokio::select! {
                () = to.closed() => {}
                () = self.pass(body, &to) => {}
            }
        });
        Response::from_parts(head, Passed::Pieces(pieces))
    }

    async fn pass(&self, mut body: Incoming, to: &Sender<Bytes>) {
        let mut build = self.build;
        loop {
            self.events(body, build, to).await;
            if !self.behind.is_back(build).await {
                return;
            }
            build = self.behind.serving.build();
            match self.ask().await {
                Ok(response) if response.status().is_success() => body = response.into_body(),
                _ => return,
            }
        }
    }

    /// Passes on what of a process is for the client: nothing that begins or ends what goes on.
    async fn events(&self, mut body: Incoming, build: u32, to: &Sender<Bytes>) {
        let mut kept = Vec::new();
        while let Some(piece) = part(&mut body).await {
            kept.extend_from_slice(&piece);
            while let Some(at) = kept.windows(END.len()).position(|bytes| bytes == END) {
                let event: Vec<u8> = kept.drain(..at + END.len()).collect();
                let is_for = self.is_for_the_client(&event, build);
                if is_for && to.send(event.into()).await.is_err() {
                    return;
                }
            }
        }
    }

    fn is_for_the_client(&self, event: &[u8], build: u32) -> bool {
        let text = String::from_utf8_lossy(event);
        let data = text.lines().find_map(|line| line.strip_prefix("data:")).unwrap_or_default();
        let message = Message::read(data);
        let begins = build != self.build && message.acknowledges().is_some();
        let ended = if message.is_answer() { message.id.clone() } else { message.cancels() };
        let ends = self.message.is_request() && ended == self.message.id;
        let goes_on = self.behind.is_replacing(build);
        !(begins || ends && goes_on)
    }
}

/// Takes off what is between two ends of one connection.
fn of_one_hop(headers: &mut HeaderMap) {
    for name in [header::CONNECTION, header::TRANSFER_ENCODING, header::UPGRADE, header::TE, header::TRAILER]
    {
        headers.remove(name);
    }
    headers.remove("keep-alive");
    headers.remove(header::EXPECT);
}
