//! Finds errors of the kit inside of foreign ones.
//!
//! A foreign error may hide the type of what it wraps: what `anyhow` boxes has a type of `anyhow`'s own. But it prints it. So it is printed
//! once more while this thread listens, and an error of the kit that is printed then says what it is. Nobody has to be known by name.

use std::cell::RefCell;
use std::error::Error as StdError;

use crate::outcome::error::ErrorKind;

/// What an error of the kit is.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) kind: ErrorKind,
    pub(crate) hint: Option<String>,
}

#[derive(Debug)]
enum Ear {
    Closed,
    Open,
    Heard(Known),
}

thread_local! {
    static EAR: RefCell<Ear> = const { RefCell::new(Ear::Closed) };
}

/// Puts back what was there, also when the author's code panics.
struct Before(Option<Ear>);

impl Drop for Before {
    fn drop(&mut self) {
        if let Some(before) = self.0.take() {
            EAR.replace(before);
        }
    }
}

/// Says what is about to be printed. The first that says so is heard, and not the errors inside of it, whatever it prints of them.
pub(crate) fn tell(known: impl FnOnce() -> Known) {
    if EAR.try_with(|ear| matches!(*ear.borrow(), Ear::Open)) == Ok(true) {
        // Making it may print what is inside.
        let known = known();
        EAR.replace(Ear::Heard(known));
    }
}

/// The text of an error by itself, and the first one of the kit that was printed in it.
pub(crate) fn print(error: &dyn StdError) -> (String, Option<Known>) {
    let _before = Before(Some(EAR.replace(Ear::Open)));
    let text = error.to_string();
    (text, if let Ear::Heard(known) = EAR.replace(Ear::Closed) { Some(known) } else { None })
}
