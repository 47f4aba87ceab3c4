//! Changes that a call makes in one go are told as one.

use std::cell::RefCell;
use std::collections::HashSet;
use std::sync::Arc;

use crate::app::App;
use crate::protocol::topic::Topic;

thread_local!(static HERE: RefCell<Here> = const { RefCell::new(Here::Nothing) });

/// What runs on this thread.
enum Here {
    Nothing,
    /// The author's code, which has changed nothing so far.
    Call,
    Changed(Arc<App>, HashSet<Topic>),
}

/// Runs the author's code, and tells of the changes that it made at its end.
pub(crate) fn together<T>(work: impl FnOnce() -> T) -> T {
    // A tool may call another one itself, whose changes are told first.
    let around = HERE.replace(Here::Call);
    let done = work();
    if let Here::Changed(app, topics) = HERE.replace(around) {
        app.tell(topics.iter());
    }
    done
}

/// Keeps a change to be told later, if the author's code runs here.
pub(crate) fn keep(app: &Arc<App>, topic: &Topic) -> bool {
    HERE.with_borrow_mut(|here| match here {
        Here::Changed(same, topics) if Arc::ptr_eq(same, app) => {
            topics.insert(topic.clone());
            true
        }
        Here::Call => {
            *here = Here::Changed(Arc::clone(app), HashSet::from([topic.clone()]));
            true
        }
        // Of another server, which a call reached, no change is kept.
        Here::Nothing | Here::Changed(..) => false,
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
