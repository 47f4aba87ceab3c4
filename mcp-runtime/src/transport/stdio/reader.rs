//! The thread that reads: it answers what can be answered at once and writes the answers together.

use std::io::Read;
use std::sync::Arc;

use tokio::sync::oneshot;

use crate::exec::calls::Calls;
use crate::exec::started::Started;
use crate::protocol::caller::Sender;
use crate::transport::lines::{CHUNK, Line, Lines};
use crate::transport::session::Session;
use crate::transport::stdio::handover::Handover;
use crate::transport::stdio::output::Output;

/// Why the reader ended.
#[derive(Debug)]
pub(super) enum End {
    /// The client closed its side.
    Eof,
    /// Nothing can be read, and it is not that the client left.
    Unreadable(std::io::Error),
    /// The process stops.
    Stopped,
    /// Nobody reads the answers.
    Broken,
}

/// Everything that the reading thread owns, and hands on when it gets stuck in a tool.
pub(super) struct Reader {
    session: Session,
    lines: Lines,
    input: Box<dyn Read + Send>,
    output: Arc<Output>,
    answers: Vec<u8>,
    handover: Arc<Handover>,
    ended: Option<oneshot::Sender<End>>,
    eof: bool,
    fault: Option<std::io::Error>,
}

impl Reader {
    pub(super) fn new(
        session: Session,
        input: Box<dyn Read + Send>,
        output: Arc<Output>,
        handover: Arc<Handover>,
        ended: oneshot::Sender<End>,
    ) -> Self {
        let lines = Lines::new(session.app.options.max_message);
        let ended = Some(ended);
        Self { session, lines, input, output, answers: Vec::new(), handover, ended, eof: false, fault: None }
    }

    /// The calls of the connection.
    pub(super) fn calls(&self) -> &Arc<Calls> {
        &self.session.desk.calls
    }

    /// Reads until a call has to run.
    fn next(&mut self) -> Result<Started, End> {
        loop {
            // Before the next call of a batch, too: its answers do not all wait in memory.
            if self.answers.len() > CHUNK {
                self.flush()?;
            }
            if let Some(started) = self.session.started.pop_front() {
                return Ok(started);
            }
            if self.handover.is_stopped() {
                let _ = self.flush();
                return Err(End::Stopped);
            }
            match self.lines.next() {
                Some(Line::Whole(line)) => self.session.receive(line, Sender::default(), &mut self.answers),
                Some(Line::TooLong(start)) => self.session.too_long(start, &mut self.answers),
                None if self.eof => {
                    self.flush()?;
                    return Err(self.fault.take().map_or(End::Eof, End::Unreadable));
                }
                None => {
                    self.flush()?;
                    self.session.desk.outbox.wait_for_room();
                    self.handover.rest(true);
                    self.read();
                }
            }
        }
    }

    /// Reads more. At the end of the input a last line without an end is a line all the same.
    fn read(&mut self) {
        let input = &mut self.input;
        let count = self.lines.fill(|space| {
            loop {
                match input.read(space) {
                    Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                    other => break other,
                }
            }
        });
        self.handover.rest(false);
        if !matches!(count, Ok(1..)) {
            self.eof = true;
            self.fault = count.err().filter(|error| !is_the_end(error));
            let rest = self.lines.rest();
            self.session.receive(rest, Sender::default(), &mut self.answers);
        }
    }

    fn flush(&mut self) -> Result<(), End> {
        if self.answers.is_empty() {
            return Ok(());
        }
        let written = self.output.write(&self.answers);
        self.answers.clear();
        self.answers.shrink_to(1 << 20);
        written.map_err(|_| End::Broken)
    }

    fn end(mut self: Box<Self>, end: End) {
        if matches!(end, End::Broken) {
            self.session.desk.outbox.close();
        }
        self.handover.rest(true);
        if let Some(ended) = self.ended.take() {
            let _ = ended.send(end);
        }
    }
}

/// A socket whose other side is gone, or a terminal that is, says so by an error.
fn is_the_end(error: &std::io::Error) -> bool {
    const TERMINAL_GONE: i32 = 5; // EIO
    error.kind() == std::io::ErrorKind::ConnectionReset || error.raw_os_error() == Some(TERMINAL_GONE)
}

/// The work of the reading thread. While it polls a call, the reader lies at the handover; when the call holds the thread,
/// another thread takes the reader from there and goes on, and this one only brings the late answer.
pub(super) fn work(mut reader: Box<Reader>) {
    let desk = reader.session.desk.clone();
    let handover = Arc::clone(&reader.handover);
    let _context = desk.runtime.enter();
    loop {
        let mut started = match reader.next() {
            Ok(started) => started,
            Err(end) => return reader.end(end),
        };
        if !started.enters(&desk.calls, &mut reader.answers) {
            continue;
        }
        if started.is_doubtful(handover.is_stuck()) {
            started.set_apart();
        }
        if started.is_apart() {
            started.detach(&desk, &mut reader.answers);
            continue;
        }
        let ticket = handover.leave(reader, &started);
        let polled = started.poll_once();
        let Some(back) = handover.back(ticket) else {
            desk.calls.release();
            return started.late(polled, &desk);
        };
        reader = back;
        started.polled(polled, &desk, &mut reader.answers);
    }
}
