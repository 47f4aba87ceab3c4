//! Data that tests play against servers, several at once: they wait more than they work.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;

/// How many at once: with more of them some wait for the machine, and not for their server.
const PLAYERS: usize = 8;

/// Plays all, and then says which of them went wrong: one fault does not hide another.
///
/// # Panics
/// When one of them did, with the names of all that did.
pub fn play_all<T: Sync>(all: &[(String, T)], play: impl Fn(&str, &T) + Sync) {
    let rest = Mutex::new(all.iter());
    let wrong = Mutex::new(Vec::new());
    let next = || rest.lock().ok()?.next();
    std::thread::scope(|scope| {
        for _ in 0..PLAYERS.min(all.len()) {
            scope.spawn(|| {
                while let Some((name, what)) = next() {
                    if catch_unwind(AssertUnwindSafe(|| play(name, what))).is_err() {
                        wrong.lock().expect("nobody panics with the lock").push(name.as_str());
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().expect("nobody panics with the lock");
    assert!(wrong.is_empty(), "{} went wrong:\n  {}", wrong.len(), wrong.join("\n  "));
}
