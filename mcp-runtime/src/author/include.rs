//! What `include(…)` lists: functions that stand alone, and modules with a mark.

use crate::author::checks;
use crate::author::states::Takes;
use crate::author::table::{Callee, Marked};

/// What `include` lists: a function, or a module with all that it includes itself.
#[derive(Debug, Clone, Copy)]
pub struct Entries {
    /// What is marked there.
    pub marked: &'static [Marked<()>],
    /// What is included there, behind that.
    pub included: &'static [Self],
}

impl Entries {
    /// How many functions there are.
    pub const fn count(&self) -> usize {
        checks::count(self.marked, self.included)
    }

    /// Puts all of them behind what a server has already.
    pub(crate) fn adopted<S>(&self, all: &mut Vec<Marked<S>>) {
        all.extend(self.marked.iter().map(|marked| marked.adopt()));
        self.included.iter().for_each(|entries| entries.adopted(all));
    }
}

impl Marked<()> {
    /// The same one as a member of the server `S`. A free function knows no server, so it fits each.
    fn adopt<S>(self) -> Marked<S> {
        let call = match self.call {
            Callee::Free(call) => Callee::Free(call),
            Callee::Method(_) => unreachable!("a free function has no receiver"),
        };
        self.with_call(call)
    }
}

/// What a mark makes of a free function: the struct beside it carries it.
pub trait FreeFunction {
    /// The function.
    const MARKED: Marked<()>;
    /// The same one, as what can be included.
    const ENTRIES: Entries = Entries { marked: &[Self::MARKED], included: &[] };
    /// Whether the function has a mark.
    const IS_MARKED: bool = true;
}

/// What stands for a function without a mark.
#[derive(Debug)]
pub struct NoFunction;

impl FreeFunction for NoFunction {
    const MARKED: Marked<()> = unreachable!();
    const ENTRIES: Entries = Entries { marked: &[], included: &[] };
    const IS_MARKED: bool = false;
}

/// What a mark makes of a module: the struct in it carries its functions.
pub trait Module {
    /// The functions, and what the module includes.
    const ENTRIES: Entries;
    /// Whether the module has a mark.
    const IS_MARKED: bool = true;
}

/// What stands for a module without a mark.
#[derive(Debug)]
pub struct NoModule;

impl Module for NoModule {
    const ENTRIES: Entries = Entries { marked: &[], included: &[] };
    const IS_MARKED: bool = false;
}

/// What `include` looks for in what has no mark; what is marked has its own.
pub trait Unmarked {
    /// A name that the compiler reports where nobody uses it.
    const NOT_INCLUDED_IN_A_SERVER: () = ();
    /// The states that a function takes.
    const TAKES: Takes<()> = Takes::THEM;
    /// What uses the server of a module.
    const __INCLUDED: () = ();
    /// The states that a module takes.
    const __TAKES: Takes<()> = Takes::THEM;
}

impl<T> Unmarked for T {}
