//! The load over stdio: all calls in flight go through one pair of pipes.

use std::time::Instant;

use super::Running;
use crate::Result;
use crate::calls::{Calls, Case};
use crate::check::Answers;
use crate::load::{Budget, Load, Slots, Until};

/// As much as a pipe holds, several times over: one read takes all that is there.
const BUFFER: usize = 256 * 1024;

/// A conversation under load.
pub(crate) struct StdioLoad {
    server: Running,
    calls: Calls,
    answers: Answers,
    slots: Slots,
    requests: Vec<u8>,
    buffer: Vec<u8>,
    /// How many bytes at the front of the buffer are there and not yet used.
    filled: usize,
}

impl StdioLoad {
    pub(crate) fn new(server: Running, case: Case) -> Self {
        Self {
            server,
            calls: Calls::new(case.work, case.revision),
            answers: Answers::new(case.work, case.revision),
            slots: Slots::new(case.in_flight),
            requests: Vec::with_capacity(BUFFER),
            buffer: vec![0; BUFFER],
            filled: 0,
        }
    }

    fn send(&mut self, slot: usize) {
        let id = self.slots.start(slot);
        self.calls.push(id, &mut self.requests);
        self.requests.push(b'\n');
    }

    fn flush(&mut self) -> Result<()> {
        if !self.requests.is_empty() {
            self.server.write(&self.requests)?;
            self.requests.clear();
        }
        Ok(())
    }

    /// Where the line that begins at `start` ends, if all of it is there. Answers are mostly of one length.
    fn line_end(&self, start: usize) -> Option<usize> {
        let there = &self.buffer[start..self.filled];
        if let Some(likely) = self.answers.likely_length()
            && there.get(likely) == Some(&b'\n')
            && !there[..likely].contains(&b'\n')
        {
            return Some(start + likely);
        }
        there.iter().position(|&byte| byte == b'\n').map(|length| start + length)
    }

    /// Moves what follows `start` to the front of the buffer.
    fn keep_from(&mut self, start: usize) -> Result<()> {
        self.buffer.copy_within(start..self.filled, 0);
        self.filled -= start;
        if self.filled == self.buffer.len() {
            return Err("a line longer than the buffer".into());
        }
        Ok(())
    }
}

impl Load for StdioLoad {
    fn run(&mut self, until: Until) -> Result<u64> {
        let (mut budget, mut answered) = (Budget::new(until), 0);
        for slot in 0..self.slots.len() {
            if budget.take() {
                self.send(slot);
            }
        }
        self.flush()?;
        while answered < budget.sent {
            self.filled += self.server.read(&mut self.buffer[self.filled..])?;
            let more = budget.lasts(Instant::now());
            let mut start = 0;
            while let Some(end) = self.line_end(start) {
                let id = self.answers.id(&self.buffer[start..end])?;
                let slot = self.slots.finish(id)?;
                start = end + 1;
                answered += 1;
                if more && budget.take() {
                    self.send(slot);
                }
            }
            self.keep_from(start)?;
            self.flush()?;
        }
        Ok(answered)
    }

    fn latencies(&mut self) -> &mut [u32] {
        // Answers are read in batches here: what one took cannot be told from what the others did.
        &mut []
    }

    fn parsed_late(&self) -> u64 {
        self.answers.parsed_late()
    }

    fn pid(&self) -> u32 {
        self.server.process.pid
    }

    fn close(self: Box<Self>) -> Result<()> {
        self.server.close()
    }
}
