//! The load: one thread that keeps so many calls in flight, and does as little as it can for each.

use std::time::{Duration, Instant};

use crate::Result;
use crate::calls;

/// When no more calls are made; those in flight are still waited for.
#[derive(Clone, Copy)]
pub(crate) enum Until {
    Calls(u64),
    Elapsed(Duration),
}

/// A server under load over one transport. Between two runs nothing is in flight.
pub(crate) trait Load {
    /// Calls until told, and gives the number of calls answered.
    fn run(&mut self, until: Until) -> Result<u64>;

    /// What each call of the last run took, in nanoseconds, if that was measured.
    fn latencies(&mut self) -> &mut [u32];

    /// How many answers did not have the usual shape and were parsed, which costs the load generator time.
    fn parsed_late(&self) -> u64;

    /// The process id of the server.
    fn pid(&self) -> u32;

    /// Ends the server and sees that it ends well.
    fn close(self: Box<Self>) -> Result<()>;
}

/// When a run makes calls, and how many it made.
pub(crate) struct Budget {
    most: u64,
    deadline: Option<Instant>,
    pub(crate) sent: u64,
}

impl Budget {
    pub(crate) fn new(until: Until) -> Self {
        let (most, deadline) = match until {
            Until::Calls(calls) => (calls, None),
            Until::Elapsed(time) => (u64::MAX, Some(Instant::now() + time)),
        };
        Self { most, deadline, sent: 0 }
    }

    /// Whether time is left.
    pub(crate) fn lasts(&self, now: Instant) -> bool {
        self.deadline.is_none_or(|deadline| now < deadline)
    }

    /// Takes one call from what is left, if any is.
    pub(crate) fn take(&mut self) -> bool {
        let left = self.sent < self.most;
        self.sent += u64::from(left);
        left
    }
}

/// For every slot the turn that it waits for or would take next, and whether it waits.
pub(crate) struct Slots(Vec<(u32, bool)>);

impl Slots {
    pub(crate) fn new(in_flight: usize) -> Self {
        assert!(in_flight <= calls::MOST_IN_FLIGHT, "two digits of an id name the slot");
        Self(vec![(0, false); in_flight])
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The id of the next call in a slot, which waits from now on.
    pub(crate) fn start(&mut self, slot: usize) -> u32 {
        let (turn, waits) = &mut self.0[slot];
        *waits = true;
        calls::id_of(slot, *turn)
    }

    /// Frees the slot that waited for the answer with this id.
    pub(crate) fn finish(&mut self, id: u32) -> Result<usize> {
        let slot = calls::slot_of(id).filter(|&slot| slot < self.0.len());
        match slot.map(|slot| (slot, &mut self.0[slot])) {
            Some((slot, (turn, waits))) if *waits && calls::id_of(slot, *turn) == id => {
                *waits = false;
                *turn += 1;
                Ok(slot)
            }
            _ => Err(format!("an answer to no call in flight: {id}").into()),
        }
    }
}
