//! One change of a surface, and what comes of it.

/// What a change does, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Effect {
    /// A client that did right before does wrong now.
    Breaks,
    /// Models are told something else.
    Read,
    /// Whatever clients did is still right.
    Fits,
}

impl Effect {
    pub(super) const ALL: [Self; 3] = [Self::Breaks, Self::Read, Self::Fits];

    pub(super) fn heading(self) -> &'static str {
        match self {
            Self::Breaks => "breaks clients",
            Self::Read => "changes what models read",
            Self::Fits => "breaks nobody",
        }
    }
}

/// A change: where, what, and why it matters.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) effect: Effect,
    pub(super) text: String,
}

/// The changes found up to now.
#[derive(Debug, Default)]
pub(super) struct Changes(pub(super) Vec<Change>);

impl Changes {
    pub(super) fn add(&mut self, effect: Effect, place: &str, what: impl std::fmt::Display) {
        self.0.push(Change { effect, text: format!("{place}: {what}") });
    }

    pub(super) fn breaks(&mut self, place: &str, what: impl std::fmt::Display) {
        self.add(Effect::Breaks, place, what);
    }

    pub(super) fn read(&mut self, place: &str, what: impl std::fmt::Display) {
        self.add(Effect::Read, place, what);
    }

    pub(super) fn fits(&mut self, place: &str, what: impl std::fmt::Display) {
        self.add(Effect::Fits, place, what);
    }
}
