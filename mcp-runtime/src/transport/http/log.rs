//! What was said in a session: its own stream and those of responses, as far as they are kept.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::app::options::Options;
use crate::rpc::outbox::Outbox;
use crate::transport::http::reply::stream::{Reader, Stream};

/// The streams of a session.
#[derive(Debug)]
pub(crate) struct EventLog {
    /// Its own, which has the number 0, and those of responses.
    streams: Mutex<Vec<Arc<Stream>>>,
    next_stream: AtomicU32,
    /// Another process began it: streams that the client remembers may be those of that process.
    revived: bool,
    /// The place of the first event of its own stream.
    first: u64,
}

impl Default for EventLog {
    fn default() -> Self {
        Self { streams: Mutex::default(), next_stream: AtomicU32::new(1), revived: false, first: 1 }
    }
}

impl EventLog {
    /// For a session that another process began. Streams and events have numbers by this process, so that none is taken for one
    /// of the other's.
    pub(crate) fn revived(process: u32) -> Self {
        let next_stream = AtomicU32::new(1 << 31 | process >> 2);
        Self {
            streams: Mutex::default(),
            next_stream,
            revived: true,
            first: (u64::from(process) << 16).max(1),
        }
    }

    fn streams(&self) -> MutexGuard<'_, Vec<Arc<Stream>>> {
        self.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The stream of what belongs to no response (L-HTTP-20, L-HTTP-21).
    fn own(&self, outbox: &Arc<Outbox>, options: &Options) -> Arc<Stream> {
        let mut streams = self.streams();
        if let Some(own) = streams.iter().find(|stream| stream.id == 0) {
            return Arc::clone(own);
        }
        let own = Arc::new(Stream::new((0, self.first), Arc::clone(outbox), None, options.http.replay_bytes));
        streams.push(Arc::clone(&own));
        own
    }

    /// Reads what comes on the session's own stream, in the place of who may read it.
    pub(crate) fn listen(
        &self,
        outbox: &Arc<Outbox>,
        prime: Option<Duration>,
        options: &Options,
    ) -> Option<Reader> {
        self.own(outbox, options).attach(None, prime)
    }

    /// Reads on after an event of a stream.
    pub(crate) fn resume(
        &self,
        (id, place): (u32, u64),
        outbox: &Arc<Outbox>,
        prime: Option<Duration>,
        options: &Options,
    ) -> Option<Reader> {
        self.forget(options);
        if self.revived && id == 0 {
            let own = self.own(outbox, options);
            // What was said on it by the other process is lost; what comes is not.
            return own.attach(Some(place), None).or_else(|| own.attach(None, prime));
        }
        let stream = self.streams().iter().find(|stream| stream.id == id).cloned()?;
        stream.attach(Some(place), None)
    }

    /// Makes a stream of what is, or will be, in an outbox: a response with so many answers.
    pub(crate) fn respond(
        &self,
        outbox: &Arc<Outbox>,
        answers: usize,
        prime: Option<Duration>,
        options: &Options,
    ) -> Option<Reader> {
        let id = self.next_stream.fetch_add(1, Ordering::Relaxed);
        let stream = Stream::new((id, 1), Arc::clone(outbox), Some(answers), options.http.replay_bytes);
        let stream = Arc::new(stream);
        let reader = stream.attach(None, prime)?;
        self.forget(options);
        self.streams().push(stream);
        Some(reader)
    }

    /// Drops what is kept of streams that ended or that nobody came back to: what is too old, and of the rest what is too much (L-RSM-12).
    pub(crate) fn forget(&self, options: &Options) {
        let options = &options.http;
        let mut streams = self.streams();
        let mut bytes: usize = streams.iter().map(|stream| stream.kept()).sum();
        streams.retain(|stream| {
            let Some(over) = stream.over().filter(|_| stream.id != 0) else { return true };
            let stays = over.elapsed() < options.replay_age && bytes <= options.replay_bytes;
            if !stays {
                bytes -= stream.kept();
                // A call that still runs says the rest to nobody.
                stream.outbox.close();
            }
            stays
        });
    }

    /// All streams end.
    pub(crate) fn end(&self) {
        self.streams().drain(..).for_each(|stream| stream.outbox.end());
    }
}
