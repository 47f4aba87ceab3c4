//! The one place that writes: whole messages, under a lock.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use crate::rpc::identity::Identity;
use crate::rpc::outbox::Outbox;

/// The output of the process, shared by the reader, which answers at once, and the writer of what comes later.
pub(super) struct Output {
    output: Mutex<Box<dyn Write + Send>>,
    /// Why nothing more can be written, when it is not that the client left.
    failure: Mutex<Option<io::Error>>,
}

/// Nothing more can be written.
#[derive(Debug)]
pub(super) struct Gone;

impl Output {
    pub(super) fn new(output: Box<dyn Write + Send>) -> Self {
        Self { output: Mutex::new(output), failure: Mutex::default() }
    }

    /// Writes whole messages.
    pub(super) fn write(&self, bytes: &[u8]) -> Result<(), Gone> {
        let mut output = self.output.lock().unwrap_or_else(PoisonError::into_inner);
        output.write_all(bytes).and_then(|()| output.flush()).map_err(|error| {
            if !matches!(error.kind(), io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset) {
                let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
                failure.get_or_insert(error);
            }
            Gone
        })
    }

    /// Why nothing more could be written.
    pub(super) fn failure(&self) -> Option<io::Error> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Writes what comes out of the outbox until it ends. An answer is never written together with what was said before
    /// it: some clients drop progress that they read in one piece with the answer.
    pub(super) fn drain(&self, outbox: &Outbox) {
        let mut batch = Batch::default();
        while let Some(frames) = outbox.take() {
            for frame in frames {
                if frame.speaker().is_none() && self.flush(&mut batch, outbox).is_err() {
                    return;
                }
                if !frame.is_dead() {
                    batch.bytes.extend_from_slice(&frame.bytes);
                    batch.speakers.extend(frame.speaker().cloned());
                }
            }
            if self.flush(&mut batch, outbox).is_err() {
                return;
            }
            batch.bytes.shrink_to(1 << 20);
            outbox.written();
        }
    }

    fn flush(&self, batch: &mut Batch, outbox: &Outbox) -> Result<(), Gone> {
        if batch.bytes.is_empty() {
            return Ok(());
        }
        let written = self.write(&batch.bytes);
        if written.is_err() {
            outbox.close();
        }
        batch.bytes.clear();
        // Writing may have taken its time: their answers wait from here on.
        let now = Instant::now();
        batch.speakers.drain(..).for_each(|call| call.leave(now));
        written
    }
}

/// What goes out with one write.
#[derive(Default)]
struct Batch {
    bytes: Vec<u8>,
    /// The calls that said some of it.
    speakers: Vec<Arc<Identity>>,
}
