//! The connections of a server: who hears of its changes.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use crate::app::conn::Conn;
#[cfg(all(feature = "dev", unix))]
use crate::protocol::topic::Topic;

/// The connections that live, and some that are gone.
#[derive(Debug, Default)]
pub(crate) struct Conns {
    members: Mutex<Members>,
    /// What each of them knows from another build of the program, and is told of as soon as it hears.
    #[cfg(all(feature = "dev", unix))]
    pub(super) outdated: Vec<Topic>,
}

#[derive(Debug, Default)]
struct Members {
    all: Vec<Weak<Conn>>,
    gone: usize,
}

/// So many that are gone may be among them, and as many as live.
const GONE: usize = 32;

impl Conns {
    fn members(&self) -> MutexGuard<'_, Members> {
        self.members.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// None yet, and those that come know these lists from another build.
    #[cfg(all(feature = "dev", unix))]
    pub(crate) fn outdated(lists: Vec<Topic>) -> Self {
        Self { outdated: lists, ..Self::default() }
    }

    pub(crate) fn add(self: &Arc<Self>, conn: &Arc<Conn>) {
        if conn.among.set(Arc::clone(self)).is_ok() {
            self.members().all.push(Arc::downgrade(conn));
            #[cfg(all(feature = "dev", unix))]
            self.outdated.iter().for_each(|list| conn.changed(list));
        }
    }

    pub(crate) fn all(&self) -> Vec<Weak<Conn>> {
        self.members().all.clone()
    }

    /// What is left of one that is gone is small, but it lies among what was freed around it, and an allocator gives back nothing
    /// but whole pages: so it goes soon, and not only when others come.
    pub(super) fn one_is_gone(&self) {
        let mut members = self.members();
        members.gone += 1;
        if members.gone > GONE.max(members.all.len() / 2) {
            members.gone = 0;
            members.all.retain(|conn| conn.strong_count() > 0);
            members.all.shrink_to(2 * GONE);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_are_gone_are_forgotten() {
        let conns = Arc::<Conns>::default();
        let mut open: Vec<Arc<Conn>> = (0..1000).map(|_| Arc::new(Conn::new())).collect();
        open.iter().for_each(|conn| conns.add(conn));
        open.truncate(300);
        assert!((300..=600).contains(&conns.all().len()), "{}", conns.all().len());
        open.truncate(1);
        let left = conns.all();
        assert!(left.len() <= 1 + 2 * GONE, "{}", left.len());
        assert_eq!(left.iter().filter_map(Weak::upgrade).count(), 1);
    }
}
