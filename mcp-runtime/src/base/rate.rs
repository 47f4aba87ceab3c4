//! How often something may be said.

use std::time::{Duration, Instant};

/// So many times at once, and one more each time that some time has passed.
#[derive(Debug)]
pub(crate) struct Rate {
    burst: u32,
    refill: Duration,
    credit: u32,
    /// When something was added last; nothing before the first time.
    refilled: Option<Instant>,
}

impl Rate {
    pub(crate) const fn new(burst: u32, refill: Duration) -> Self {
        Self { burst, refill, credit: burst, refilled: None }
    }

    /// Whether it may be said once more, now.
    pub(crate) fn allows(&mut self) -> bool {
        let now = Instant::now();
        let since = now - *self.refilled.get_or_insert(now);
        let earned = u32::try_from(since.as_nanos() / self.refill.as_nanos().max(1)).unwrap_or(u32::MAX);
        if earned > 0 {
            self.credit = self.credit.saturating_add(earned).min(self.burst);
            self.refilled = Some(now);
        }
        self.credit = match self.credit.checked_sub(1) {
            Some(credit) => credit,
            None => return false,
        };
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_and_then_one_at_a_time() {
        let mut slow = Rate::new(3, Duration::from_secs(3600));
        assert_eq!([0; 5].map(|_| slow.allows()), [true, true, true, false, false]);
        let mut fast = Rate::new(1, Duration::from_nanos(1));
        assert!((0..100).all(|_| {
            std::thread::sleep(Duration::from_micros(1));
            fast.allows()
        }));
    }
}
