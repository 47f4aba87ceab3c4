//! The one place that writes: whole messages, under a lock.

use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

use crate::outbox::Outbox;

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
        let mut bytes = Vec::new();
        while let Some(frames) = outbox.take() {
            bytes.clear();
            for frame in frames {
                let is_answer = frame.dead.is_none();
                if is_answer && !bytes.is_empty() && self.flush(&mut bytes, outbox).is_err() {
                    return;
                }
                if !frame.is_dead() {
                    bytes.extend_from_slice(&frame.bytes);
                }
            }
            if self.flush(&mut bytes, outbox).is_err() {
                return;
            }
            bytes.shrink_to(1 << 20);
            outbox.written();
        }
    }

    fn flush(&self, bytes: &mut Vec<u8>, outbox: &Outbox) -> Result<(), Gone> {
        let written = self.write(bytes);
        if written.is_err() {
            outbox.close();
        }
        bytes.clear();
        written
    }
}
