//! A stream of events after its head, which hyper wrote: on the socket itself.
//!
//! hyper keeps two buffers of 8 KiB for each connection. A stream that says something once an hour needs neither, and there may be
//! thousands of them. So where a response is one that lasts, hyper is asked for its socket back when the head has left, and what follows are
//! the chunks of HTTP/1.1. After the last one hyper has the socket again. The client sees no difference: a head that said
//! `connection: close` would make a stream that broke look like one that ended.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf as _, Bytes};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Sleep, sleep};

use crate::transport::http::listen::early::Early;
use crate::transport::http::listen::host::Host;
use crate::transport::http::listen::link::Link;
use crate::transport::http::reply::Events;

/// Events up to this size are copied into one piece with what is around them.
const PIECE: usize = 16 << 10;

/// So much a client may send before its stream has ended; it is not read on then, and not seen leaving.
const EARLY: usize = 4 << 10;

/// The end of a body in chunks.
const END: &[u8] = b"0\r\n\r\n";

/// A stream until its end, or that of its client. It gives back what it runs on, if requests can follow.
pub(crate) struct Streaming<T> {
    io: Option<Early<T>>,
    events: Box<Events>,
    /// What is still to be written.
    out: VecDeque<Bytes>,
    /// Something was written that has not left.
    unflushed: bool,
    ended: bool,
    /// Runs while the client takes nothing.
    stalled: Option<Pin<Box<Sleep>>>,
    /// How long it may.
    patience: Duration,
}

impl<T: AsyncRead + AsyncWrite + Unpin> Streaming<T> {
    pub(crate) fn new(io: Early<T>, events: Box<Events>, patience: Duration) -> Self {
        Self {
            io: Some(io),
            events,
            out: VecDeque::new(),
            unflushed: false,
            ended: false,
            stalled: None,
            patience,
        }
    }

    /// Streams, and has hyper take the next request.
    pub(crate) async fn go_on(self, host: Arc<Host>, link: Arc<Link>, place: OwnedSemaphorePermit)
    where
        T: Send + 'static,
    {
        if let Some(io) = self.await {
            host.spawn(io, link, place);
        }
    }

    /// Puts an event into a chunk. An empty one would be the end of the body.
    fn add(&mut self, event: Bytes) {
        if event.is_empty() {
            return;
        }
        let mut chunk = format!("{:x}\r\n", event.len()).into_bytes();
        if event.len() <= PIECE {
            chunk.extend_from_slice(&event);
            chunk.extend_from_slice(b"\r\n");
            return self.out.push_back(chunk.into());
        }
        self.out.extend([chunk.into(), event, Bytes::from_static(b"\r\n")]);
    }

    /// Writes what there is. `false`: the client has gone, or takes nothing.
    fn write(&mut self, cx: &mut Context<'_>) -> Poll<bool> {
        match self.written(cx) {
            Poll::Ready(well) => {
                self.stalled = None;
                Poll::Ready(well)
            }
            Poll::Pending => {
                let patience = self.patience;
                let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(patience)));
                ready!(stalled.as_mut().poll(cx));
                tracing::debug!("a client reads nothing of what it is sent");
                Poll::Ready(false)
            }
        }
    }

    fn written(&mut self, cx: &mut Context<'_>) -> Poll<bool> {
        let Some(Early { io, .. }) = &mut self.io else { return Poll::Ready(false) };
        while let Some(first) = self.out.front_mut() {
            match ready!(Pin::new(&mut *io).poll_write(cx, first)) {
                Ok(0) | Err(_) => return Poll::Ready(false),
                Ok(count) => first.advance(count),
            }
            self.unflushed = true;
            if first.is_empty() {
                self.out.pop_front();
            }
        }
        // Room that was needed once is not kept.
        self.out = VecDeque::new();
        if self.unflushed {
            let flushed = ready!(Pin::new(io).poll_flush(cx));
            self.unflushed = false;
            return Poll::Ready(flushed.is_ok());
        }
        Poll::Ready(true)
    }

    /// Whether the client has gone. What it sends is its next request, which waits.
    fn is_gone(&mut self, cx: &mut Context<'_>) -> bool {
        let Some(Early { io, read }) = &mut self.io else { return true };
        while read.len() < EARLY {
            let mut bytes = [0; 256];
            let mut more = ReadBuf::new(&mut bytes);
            match Pin::new(&mut *io).poll_read(cx, &mut more) {
                Poll::Pending => return false,
                Poll::Ready(Ok(())) if !more.filled().is_empty() => read.extend_from_slice(more.filled()),
                Poll::Ready(_) => return true,
            }
        }
        false
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin> Future for Streaming<T> {
    type Output = Option<Early<T>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        loop {
            if this.is_gone(cx) || !ready!(this.write(cx)) {
                return Poll::Ready(None);
            }
            if this.ended {
                return Poll::Ready(this.io.take());
            }
            let event = ready!(this.events.poll(cx));
            this.ended = event.is_none();
            match event {
                Some(event) => this.add(event),
                None => this.out.push_back(Bytes::from_static(END)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};

    use super::*;
    use crate::app::conn::Conn;
    use crate::transport::http::reply::Source;
    use crate::transport::http::reply::subscription::Listener;
    use crate::transport::http::sessions::Limit;

    const LONG: Duration = Duration::from_secs(3600);

    /// A stream whose one event has so many bytes, and its client, between whom `room` bytes fit.
    fn stream(event: usize, room: usize) -> (Streaming<DuplexStream>, DuplexStream) {
        let (io, client) = duplex(room);
        let events = Events::new(Source::Once(Some(vec![b'e'; event].into())), LONG);
        (Streaming::new(Early::new(io), Box::new(events), Duration::from_secs(30)), client)
    }

    #[tokio::test]
    async fn events_are_chunks_and_an_empty_one_is_none() {
        for (event, chunks) in [
            (0, "0\r\n\r\n".to_owned()),
            (5, "5\r\neeeee\r\n0\r\n\r\n".to_owned()),
            (PIECE + 1, format!("4001\r\n{}\r\n0\r\n\r\n", "e".repeat(PIECE + 1))),
        ] {
            let (streaming, mut client) = stream(event, 100);
            client.write_all(b"next").await.expect("it is kept");
            let task = tokio::spawn(async move {
                let mut io = streaming.await.expect("the connection goes on").after(b"the ");
                let mut read = [0; 8];
                io.read_exact(&mut read).await.expect("what came early");
                assert_eq!(&read, b"the next");
            });
            let mut read = String::new();
            client.read_to_string(&mut read).await.expect("a text");
            assert_eq!(read, chunks);
            task.await.expect("it ends");
        }
    }

    #[tokio::test]
    async fn a_client_that_takes_nothing_is_given_up() {
        let (mut streaming, client) = stream(1000, 100);
        streaming.patience = Duration::from_millis(20);
        assert!(streaming.await.is_none());
        drop(client);
    }

    #[tokio::test]
    async fn it_ends_with_its_client() {
        let (mut streaming, client) = stream(0, 100);
        let held = Limit::default().take(1).expect("a place");
        let listens =
            Listener::new(Arc::new(Conn::new()), "1", Vec::new(), held, 0).expect("nothing is held");
        streaming.events = Box::new(Events::new(Source::Listen(listens), LONG));
        let task = tokio::spawn(streaming);
        drop(client);
        assert!(task.await.expect("it ends").is_none());
    }
}
