//! How much the process holds for its clients: requests that are being read, answers that nobody has read yet, events that are
//! kept for a client that may come back.
//!
//! Each of these is bounded by itself; this bounds them together. Only what is large is counted, so small requests and answers
//! go on when there is no room for large ones.

use std::sync::atomic::{AtomicUsize, Ordering};

/// What is no larger is not counted.
pub(crate) const SMALL: usize = 16 << 10;

static HELD: AtomicUsize = AtomicUsize::new(0);

/// Some bytes that are held; given back when it is dropped.
#[derive(Debug, Default)]
pub(crate) struct Held(usize);

impl Held {
    /// Counts bytes that are there already.
    pub(crate) fn of(bytes: usize) -> Self {
        let count = if bytes > SMALL { bytes } else { 0 };
        if count > 0 {
            HELD.fetch_add(count, Ordering::Relaxed);
        }
        Self(count)
    }

    /// The same, unless all together would then be more than `most`.
    pub(crate) fn within(bytes: usize, most: usize) -> Option<Self> {
        let mut held = Self::default();
        held.grow(bytes, most).then_some(held)
    }

    /// Makes it so many bytes, unless all together would then be more than `most`.
    pub(crate) fn grow(&mut self, to: usize, most: usize) -> bool {
        if to <= self.0.max(SMALL) {
            return true;
        }
        // However small the step: it is the whole that is large.
        let more = to - self.0;
        // One step, or all that come at the same time would find room for themselves.
        let grown = HELD.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |held| {
            held.checked_add(more).filter(|held| *held <= most)
        });
        if grown.is_ok() {
            self.0 = to;
        }
        grown.is_ok()
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if self.0 > 0 {
            HELD.fetch_sub(self.0, Ordering::Relaxed);
        }
    }
}

/// Whether so many bytes more may be held. Who counts them only later may be one of several that are told so.
pub(crate) fn has_room(more: usize, most: usize) -> bool {
    more <= SMALL || HELD.load(Ordering::Relaxed).saturating_add(more) <= most
}

/// Bytes that are counted until the last that holds them lets go.
#[cfg(feature = "http")]
pub(crate) fn counted(bytes: Vec<u8>) -> bytes::Bytes {
    struct Counted(Vec<u8>, #[expect(dead_code, reason = "it is there to be dropped")] Held);

    impl AsRef<[u8]> for Counted {
        fn as_ref(&self) -> &[u8] {
            &self.0
        }
    }

    if bytes.len() <= SMALL {
        return bytes.into();
    }
    let held = Held::of(bytes.len());
    bytes::Bytes::from_owner(Counted(bytes, held))
}

#[cfg(test)]
mod tests {
    use super::*;

    // Other tests hold something too, at the same time, but nothing of this size.
    const LARGE: usize = 1 << 40;

    /// Threads take and give back; says how many held something at once, of `most` at a time.
    fn at_once(most: usize) -> usize {
        let (holding, peak) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let take = || {
            if let Some(held) = Held::within(LARGE, most * LARGE + LARGE / 2) {
                peak.fetch_max(holding.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                holding.fetch_sub(1, Ordering::SeqCst);
                drop(held);
            }
        };
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..100_000).for_each(|_| take()));
            }
        });
        peak.into_inner()
    }

    #[test]
    fn what_is_held_is_given_back() {
        assert!(has_room(LARGE, 2 * LARGE));
        let held = Held::of(2 * LARGE);
        assert!(!has_room(LARGE, 2 * LARGE) && has_room(SMALL, 2 * LARGE));
        let mut body = Held::default();
        assert!(body.grow(SMALL, 0) && !body.grow(LARGE, 2 * LARGE) && body.grow(LARGE, 4 * LARGE));
        assert!(body.grow(LARGE, 0), "it is that large already");
        assert!(!body.grow(LARGE + 1, 2 * LARGE), "a small step of a large body");
        drop((held, body));
        assert!(has_room(LARGE, 2 * LARGE));
        assert_eq!(at_once(1), 1, "two that come at the same time both find the last place");
    }
}
