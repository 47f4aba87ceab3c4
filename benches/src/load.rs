//! The load: one thread that keeps so many calls in flight, and does as little as it can for each.

use std::time::{Duration, Instant};

use crate::Result;
use crate::calls::{self, Calls, Case};
use crate::check::Answers;
use crate::server::Running;

/// As much as a pipe holds, several times over: one read takes all that is there.
const BUFFER: usize = 256 * 1024;

/// When no more calls are made; those in flight are still waited for.
#[derive(Clone, Copy)]
pub(crate) enum Until {
    Calls(u64),
    Elapsed(Duration),
}

/// A conversation under load. Between two runs nothing is in flight.
pub(crate) struct Load {
    server: Running,
    calls: Calls,
    answers: Answers,
    /// For every slot the turn that it waits for or would take next, and whether it waits.
    slots: Vec<(u32, bool)>,
    requests: Vec<u8>,
    buffer: Vec<u8>,
    /// How many bytes at the front of the buffer are there and not yet used.
    filled: usize,
}

impl Load {
    pub(crate) fn new(server: Running, case: Case) -> Self {
        assert!(case.in_flight <= calls::MOST_IN_FLIGHT, "two digits of an id name the slot");
        Self {
            server,
            calls: Calls::new(case.work, case.revision),
            answers: Answers::new(case.work, case.revision),
            slots: vec![(0, false); case.in_flight],
            requests: Vec::with_capacity(BUFFER),
            buffer: vec![0; BUFFER],
            filled: 0,
        }
    }

    /// Calls until told, and gives the number of calls answered.
    pub(crate) fn run(&mut self, until: Until) -> Result<u64> {
        let (most, deadline) = match until {
            Until::Calls(calls) => (calls, None),
            Until::Elapsed(time) => (u64::MAX, Some(Instant::now() + time)),
        };
        let (mut sent, mut answered) = (0, 0);
        for slot in 0..self.slots.len() {
            if sent < most {
                self.send(slot);
                sent += 1;
            }
        }
        self.flush()?;
        while answered < sent {
            self.filled += self.server.read(&mut self.buffer[self.filled..])?;
            let more = deadline.is_none_or(|deadline| Instant::now() < deadline);
            let mut start = 0;
            while let Some(end) = self.line_end(start) {
                let slot = self.take_answer(start, end)?;
                start = end + 1;
                answered += 1;
                if more && sent < most {
                    self.send(slot);
                    sent += 1;
                }
            }
            self.keep_from(start)?;
            self.flush()?;
        }
        Ok(answered)
    }

    pub(crate) fn parsed_late(&self) -> u64 {
        self.answers.parsed_late()
    }

    pub(crate) fn pid(&self) -> u32 {
        self.server.pid
    }

    pub(crate) fn close(self) -> Result<()> {
        self.server.close()
    }

    fn send(&mut self, slot: usize) {
        let (turn, waits) = &mut self.slots[slot];
        *waits = true;
        self.calls.push(calls::id_of(slot, *turn), &mut self.requests);
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

    /// Checks the answer in this part of the buffer and frees the slot that waited for it.
    fn take_answer(&mut self, start: usize, end: usize) -> Result<usize> {
        let line = &self.buffer[start..end];
        let id = self.answers.id(line)?;
        let slot = calls::slot_of(id).filter(|&slot| slot < self.slots.len());
        match slot.map(|slot| (slot, &mut self.slots[slot])) {
            Some((slot, (turn, waits))) if *waits && calls::id_of(slot, *turn) == id => {
                *waits = false;
                *turn += 1;
                Ok(slot)
            }
            _ => Err(format!("an answer to no call in flight:\n{}", String::from_utf8_lossy(line)).into()),
        }
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
