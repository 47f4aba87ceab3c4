//! Requests of the client that wait for a build.

use std::collections::BTreeMap;

/// Each has a ticket, since a client may give two of them one id, and a batch has none.
#[derive(Debug, Default)]
pub(super) struct Held {
    last: u64,
    ids: BTreeMap<u64, Option<String>>,
}

impl Held {
    /// Another one waits. Gives its ticket.
    pub(super) fn hold(&mut self, id: Option<String>) -> u64 {
        self.last += 1;
        self.ids.insert(self.last, id);
        self.last
    }

    /// One waits no longer. Says whether it did, and was not cancelled.
    pub(super) fn release(&mut self, ticket: u64) -> bool {
        self.ids.remove(&ticket).is_some()
    }

    /// The one of that id is not to be answered. Says whether there was one.
    pub(super) fn cancel(&mut self, id: &str) -> bool {
        let found = self.ids.iter().find(|(_, held)| held.as_deref() == Some(id)).map(|(ticket, _)| *ticket);
        found.is_some_and(|ticket| self.release(ticket))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::Held;

    #[test]
    fn each_waits_for_itself() {
        let mut held = Held::default();
        let one = || Some("1".to_owned());
        let [first, second, batch] = [one(), one(), None].map(|id| held.hold(id));
        assert!(held.release(first) && !held.release(first), "the one of the same id waits");
        assert!(!held.cancel("2"));
        assert!(held.cancel("1") && !held.release(second));
        assert!(!held.is_empty() && held.release(batch) && held.is_empty());
    }
}
