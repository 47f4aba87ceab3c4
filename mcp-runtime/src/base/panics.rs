//! Panics of the author's code, wherever it is called from: a body, a `Deserialize`, a `Drop`. They end nothing but what they
//! were part of.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs some code; a panic is an error with its text. Where it happened was written by the panic hook.
pub(crate) fn guard<T>(code: impl FnOnce() -> T) -> Result<T, String> {
    // What the code leaves half done is thrown away by every caller.
    catch_unwind(AssertUnwindSafe(code)).map_err(text)
}

/// The text of a panic. Its payload is dropped here, which may panic again.
#[cold]
pub(crate) fn text(payload: Box<dyn Any + Send>) -> String {
    let text = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without a text".into());
    if let Err(second) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        // It may go on like that for ever.
        std::mem::forget(second);
    }
    text
}

/// Drops a value of the author's. What its `Drop` says by panicking goes to the log.
pub(crate) fn discard<T>(value: T) {
    if !std::mem::needs_drop::<T>() {
        return;
    }
    if let Err(text) = guard(|| drop(value)) {
        tracing::error!("panicked while a value was dropped: {text}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Bomb(u8);

    impl Drop for Bomb {
        fn drop(&mut self) {
            if self.0 > 0 {
                std::panic::panic_any(Bomb(self.0 - 1));
            }
        }
    }

    #[test]
    fn a_payload_that_panics_when_it_is_dropped_ends_nothing() {
        assert_eq!(
            guard(|| std::panic::panic_any(Bomb(5))).map(|()| 1),
            Err("a panic without a text".into())
        );
        assert_eq!(guard(|| panic!("{}", 1)).map(|()| 1), Err("1".into()));
        assert_eq!(guard(|| 7), Ok(7));
        discard(Bomb(3));
    }
}
