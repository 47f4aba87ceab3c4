//! The sessions of a server, by their ids: how many there may be, and when they end.

use std::collections::{HashMap, VecDeque};
use std::hash::BuildHasherDefault;
use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::StatusCode;
use http::header::{HeaderValue, RETRY_AFTER};

use crate::app::options::HttpOptions;
use crate::base::fnv::Fnv;
use crate::transport::http::gate::refusal::{Refusal, Refused};

/// Something that is held while it is used, out of a limited number.
#[derive(Debug, Clone, Default)]
pub(crate) struct Limit(Arc<AtomicUsize>);

/// Some of them; given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Held {
    of: Arc<AtomicUsize>,
    count: usize,
}

impl Limit {
    /// Takes one, if there are not so many yet.
    pub(crate) fn take(&self, most: usize) -> Option<Held> {
        self.take_many(1, most)
    }

    /// Takes several, if there are not so many yet.
    pub(crate) fn take_many(&self, count: usize, most: usize) -> Option<Held> {
        let held = Held { of: Arc::clone(&self.0), count };
        // Counted first: dropping gives it back.
        (self.0.fetch_add(count, Ordering::AcqRel) < most).then_some(held)
    }

    #[cfg(test)]
    fn count(&self) -> usize {
        self.0.load(Ordering::Acquire)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.of.fetch_sub(self.count, Ordering::AcqRel);
    }
}

/// The error for what there is too much of.
pub(crate) fn too_many(what: &str) -> Refused {
    Refusal::new(StatusCode::SERVICE_UNAVAILABLE, format!("there are too many {what}; try again later"))
        .with(RETRY_AFTER, HeaderValue::from_static("5"))
}

/// How many sessions there are, of both kinds, and whose they are.
#[derive(Debug, Default)]
pub(crate) struct Census {
    all: Limit,
    by_address: Mutex<HashMap<IpAddr, usize>>,
}

/// A session's place in the census.
#[derive(Debug)]
pub(crate) struct Seat {
    census: Arc<Census>,
    address: Option<IpAddr>,
    _held: Held,
}

/// Why there is no place for a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoSeat {
    /// All are taken.
    Full,
    /// The address has as many as it may have.
    Share,
}

impl Census {
    fn addresses(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.by_address.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a place for a session. Loopback, where proxies are, is not counted by address.
    pub(crate) fn seat(
        self: &Arc<Self>,
        address: Option<IpAddr>,
        options: &HttpOptions,
    ) -> Result<Seat, NoSeat> {
        let held = self.all.take(options.max_sessions).ok_or(NoSeat::Full)?;
        let address = address.filter(|address| !address.is_loopback()).map(network);
        if let Some(address) = address {
            let mut addresses = self.addresses();
            let count = addresses.entry(address).or_default();
            if *count >= options.max_sessions_per_address {
                return Err(NoSeat::Share);
            }
            *count += 1;
        }
        Ok(Seat { census: Arc::clone(self), address, _held: held })
    }
}

impl Seat {
    /// Whether it counts among those of an address.
    pub(crate) fn is_of(&self, address: IpAddr) -> bool {
        self.address == Some(network(address))
    }
}

/// Who has one address of IPv6 has all of its last 64 bits.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => IpAddr::V6((u128::from(v6) >> 64 << 64).into()),
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let Some(address) = self.address else { return };
        let mut addresses = self.census.addresses();
        if let Some(count) = addresses.get_mut(&address) {
            *count -= 1;
            if *count == 0 {
                addresses.remove(&address);
            }
        }
    }
}

/// The ids are random and ours, so a cheap hash is enough: nobody can choose what is inserted.
type ById<T> = HashMap<Box<str>, Arc<T>, BuildHasherDefault<Fnv>>;

/// The sessions of one kind.
pub(crate) struct Sessions<T>(Mutex<ById<T>>);

/// Whoever reads an id in a log could use it.
impl<T> std::fmt::Debug for Sessions<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sessions({})", self.lock().len())
    }
}

impl<T> Default for Sessions<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Sessions<T> {
    fn lock(&self) -> MutexGuard<'_, ById<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn get(&self, id: &str) -> Option<Arc<T>> {
        self.lock().get(id).cloned()
    }

    pub(crate) fn insert(&self, id: Box<str>, session: Arc<T>) {
        self.lock().insert(id, session);
    }

    /// Adds a session, unless there is one of this id; gives the one that is there then.
    pub(crate) fn insert_new(&self, id: &str, session: Arc<T>) -> Arc<T> {
        Arc::clone(self.lock().entry(id.into()).or_insert(session))
    }

    pub(crate) fn remove(&self, id: &str) -> Option<Arc<T>> {
        self.lock().remove(id)
    }

    /// Something of each.
    pub(crate) fn map<U>(&self, get: impl Fn(&T) -> U) -> Vec<U> {
        self.lock().values().map(|session| get(session)).collect()
    }

    /// Takes out all that are to go.
    pub(crate) fn take_if(&self, mut go: impl FnMut(&T) -> bool) -> Vec<Arc<T>> {
        let mut sessions = self.lock();
        let gone = sessions.extract_if(|_, session| go(session)).map(|(_, session)| session).collect();
        if sessions.len() < sessions.capacity() / 4 {
            sessions.shrink_to_fit();
        }
        gone
    }

    /// Takes out the one with the least of something.
    pub(crate) fn take_least(&self, key: impl Fn(&T) -> Option<u64>) -> Option<Arc<T>> {
        let mut sessions = self.lock();
        let least = sessions.iter().filter_map(|(id, session)| Some((key(session)?, id))).min()?.1.clone();
        sessions.remove(&least)
    }
}

/// Sessions of other processes that their clients have ended here; as many as may be remembered.
#[derive(Debug, Default)]
pub(crate) struct Ended(Mutex<VecDeque<Box<str>>>);

const MOST_ENDED: usize = 10_000;

impl Ended {
    fn lock(&self) -> MutexGuard<'_, VecDeque<Box<str>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn add(&self, id: &str) {
        let mut ended = self.lock();
        if ended.len() == MOST_ENDED {
            ended.pop_front();
        }
        ended.push_back(id.into());
    }

    pub(crate) fn contains(&self, id: &str) -> bool {
        self.lock().iter().any(|ended| **ended == *id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_and_given_back() {
        let census = Arc::new(Census::default());
        let options = HttpOptions::default().max_sessions(3).max_sessions_per_address(1);
        let far = "192.0.2.1".parse().ok();
        let near = "127.0.0.1".parse().ok();
        let seats = [census.seat(far, &options), census.seat(near, &options), census.seat(near, &options)];
        assert!(seats.iter().all(Result::is_ok));
        assert_eq!(census.seat(None, &options).err(), Some(NoSeat::Full));
        drop(seats);
        let seat = census.seat(far, &options);
        assert!(seat.as_ref().is_ok_and(|seat| seat.is_of("192.0.2.1".parse().expect("an address"))));
        assert!(!seat.as_ref().is_ok_and(|seat| seat.is_of("192.0.2.2".parse().expect("an address"))));
        assert_eq!((seat.is_ok(), census.seat(far, &options).err()), (true, Some(NoSeat::Share)));
        drop(seat);
        assert_eq!((census.all.count(), census.addresses().len()), (0, 0));
    }

    #[test]
    fn the_least_goes_first() {
        let table = Sessions::default();
        for (id, used) in [("a", 3), ("b", 1), ("c", 2)] {
            table.insert(id.into(), Arc::new(used));
        }
        assert_eq!(table.take_least(|used| (*used > 1).then_some(*used)).as_deref(), Some(&2));
        assert_eq!(table.take_if(|used| *used > 2).len(), 1);
        assert!(table.get("b").is_some() && table.get("a").is_none());
    }
}
