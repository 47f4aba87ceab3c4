//! Calls that are found by their ids, and where there are only a few, by looking at each.

use std::borrow::Borrow;
use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::sync::Arc;

use crate::base::fnv::Fnv;
use crate::rpc::identity::Identity;

/// So many are looked at one after the other: most clients never have more, and a hash would cost each call more than that.
const FEW: usize = 16;

/// A set of calls, no two of which have the same id.
#[derive(Debug, Default)]
pub(super) struct Running {
    few: Vec<Arc<Identity>>,
    /// Those for which there was no room. Who makes ids collide only holds up calls of its own.
    more: HashSet<ById, BuildHasherDefault<Fnv>>,
}

/// Found by its id.
#[derive(Debug)]
struct ById(Arc<Identity>);

impl Borrow<[u8]> for ById {
    fn borrow(&self) -> &[u8] {
        self.0.key()
    }
}

impl PartialEq for ById {
    fn eq(&self, other: &Self) -> bool {
        self.0.key() == other.0.key()
    }
}

impl Eq for ById {}

impl Hash for ById {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.key().hash(state);
    }
}

impl Running {
    pub(super) fn len(&self) -> usize {
        self.few.len() + self.more.len()
    }

    pub(super) fn contains(&self, key: &[u8]) -> bool {
        self.few.iter().any(|call| call.key() == key) || (!self.more.is_empty() && self.more.contains(key))
    }

    /// Adds a call; `false` where there is one of its id.
    pub(super) fn insert(&mut self, call: &Arc<Identity>) -> bool {
        if self.contains(call.key()) {
            return false;
        }
        if self.few.len() < FEW {
            self.few.push(Arc::clone(call));
            true
        } else {
            self.more.insert(ById(Arc::clone(call)))
        }
    }

    /// Takes out the call of this id, if it is the one that is meant.
    pub(super) fn take(
        &mut self,
        key: &[u8],
        fits: impl FnOnce(&Arc<Identity>) -> bool,
    ) -> Option<Arc<Identity>> {
        if let Some(at) = self.few.iter().position(|call| call.key() == key) {
            return fits(&self.few[at]).then(|| self.few.swap_remove(at));
        }
        self.more.get(key).filter(|found| fits(&found.0))?;
        self.more.take(key).map(|found| found.0)
    }

    /// Takes all out.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = Arc<Identity>> {
        self.few.drain(..).chain(self.more.drain().map(|found| found.0))
    }
}

#[cfg(all(test, not(shuttle)))]
mod tests {
    use super::*;

    #[test]
    fn few_and_many_are_the_same() {
        let mut running = Running::default();
        let calls: Vec<_> = (0..3 * FEW).map(|id| Arc::new(Identity::new(&id.to_string()))).collect();
        assert!(calls.iter().all(|call| running.insert(call)));
        assert!(!calls.iter().any(|call| running.insert(call)), "each is there");
        assert_eq!(running.len(), 3 * FEW);
        for call in calls.iter().step_by(2) {
            assert!(running.take(call.key(), |_| false).is_none(), "another one is meant");
            assert!(running.take(call.key(), |found| Arc::ptr_eq(found, call)).is_some());
            assert!(running.take(call.key(), |_| true).is_none() && !running.contains(call.key()));
        }
        assert!(calls.iter().skip(1).step_by(2).all(|call| running.contains(call.key())));
        assert_eq!(running.drain().count(), 3 * FEW / 2);
        assert_eq!(running.len(), 0);
    }
}
