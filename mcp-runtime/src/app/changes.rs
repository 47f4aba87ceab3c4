//! Changes that a tool makes in one go are told as one.

use std::cell::RefCell;
use std::sync::Arc;

use crate::app::App;

thread_local!(static HERE: RefCell<Here> = const { RefCell::new(Here::Nothing) });

/// What runs on this thread.
enum Here {
    Nothing,
    /// A tool's code, which has changed nothing so far.
    Tool,
    Changed(Arc<App>),
}

/// Runs a tool's code, and tells of the changes that it made at its end.
pub(crate) fn together<T>(work: impl FnOnce() -> T) -> T {
    // A tool may call another one itself, whose changes are told first.
    let around = HERE.replace(Here::Tool);
    let done = work();
    if let Here::Changed(app) = HERE.replace(around) {
        app.tell_of_change();
    }
    done
}

/// Keeps a change to be told later, if a tool's code runs here.
pub(crate) fn keep(app: &Arc<App>) -> bool {
    HERE.with_borrow_mut(|here| {
        let runs = !matches!(here, Here::Nothing);
        if runs {
            *here = Here::Changed(Arc::clone(app));
        }
        runs
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tool_inside_of_a_tool_does_not_end_what_is_around_it() {
        let runs = || HERE.with_borrow(|here| !matches!(here, Here::Nothing));
        together(|| {
            together(|| assert!(runs()));
            assert!(runs(), "the outer one still runs");
        });
        assert!(!runs());
    }
}
