//! The progress of one call: what is worth sending.

use std::time::Duration;

use crate::base::rate::Rate;
use crate::protocol::notify::Step;

/// So many notifications go out at once, and one more each time this has passed. A client redraws a bar no faster.
const BURST: u32 = 32;
const REFILL: Duration = Duration::from_millis(10);

/// A number for `progress`: any integer or float, or `None` for a total that is not known.
///
/// Nobody else can implement it, so it can grow.
pub trait Amount: sealed::Sealed {
    #[doc(hidden)]
    fn amount(self) -> Option<f64>;
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! amounts {
    ($($ty:ty)*) => {
        $(impl sealed::Sealed for $ty {}

        impl Amount for $ty {
            #[allow(clippy::cast_precision_loss, clippy::cast_lossless, reason = "progress is for a bar on a screen")]
            fn amount(self) -> Option<f64> {
                Some(self as f64)
            }
        })*
    };
}
amounts!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize f32 f64);

impl<T: Amount> sealed::Sealed for Option<T> {}

impl<T: Amount> Amount for Option<T> {
    fn amount(self) -> Option<f64> {
        self.and_then(Amount::amount)
    }
}

/// Lets through what rises, at a bounded rate, and keeps the last.
#[derive(Debug)]
pub(crate) struct Meter {
    token: Box<str>,
    last: Option<f64>,
    rate: Rate,
    held: Option<Step>,
}

impl Meter {
    pub(crate) fn new(token: &str) -> Self {
        Self { token: token.into(), last: None, rate: Rate::new(BURST, REFILL), held: None }
    }

    /// The step, if it is to be sent now.
    pub(crate) fn report(&mut self, done: f64, total: Option<f64>, message: Option<String>) -> Option<Step> {
        if !done.is_finite() || self.last.is_some_and(|last| done <= last) {
            return None;
        }
        self.last = Some(done);
        let total = total.filter(|total| total.is_finite());
        let step = Step { token: self.token.clone(), done, total, message };
        if !self.rate.allows() {
            self.held = Some(step);
            return None;
        }
        self.held = None;
        Some(step)
    }

    /// The step that was held back, at the end of the call.
    pub(crate) fn settle(&mut self) -> Option<Step> {
        self.held.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// M-PROG-02, L-UTIL-11
    #[test]
    fn only_what_rises() {
        let mut meter = Meter::new("1");
        let mut sent = |done| meter.report(done, None, None).map(|step| step.done);
        let steps = [1.0, 1.0, 0.5, f64::NAN, 1.5, f64::INFINITY, 2.0].map(&mut sent);
        assert_eq!(steps, [Some(1.0), None, None, None, Some(1.5), None, Some(2.0)]);
    }

    /// M-PROG-04, L-UTIL-12
    #[test]
    fn a_flood_is_thinned_and_its_end_kept() {
        let mut meter = Meter::new("1");
        let sent = (0..100_000).filter(|n| meter.report(f64::from(*n), None, None).is_some()).count();
        assert!((32..2_000).contains(&sent), "{sent}");
        let end = meter.settle().map(|step| step.done);
        assert!(end.is_none_or(|end| end.to_bits() == 99_999_f64.to_bits()), "{end:?}");
        assert_eq!(meter.settle(), None);
    }
}
