//! What outlives a message on a connection: where to send, which changes to tell of, which level to log.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

#[cfg(feature = "http")]
use crate::app::Ending;
use crate::app::conns::Conns;
use crate::base::budget::Held;
use crate::protocol::level::Level;
use crate::protocol::lifecycle::Agreed;
use crate::protocol::notify;
use crate::protocol::topic::{Topic, Watched};
use crate::rpc::frame::Frame;
use crate::rpc::id::key;
use crate::rpc::outbox::Outbox;
use crate::rpc::questions::Book;

/// The shared side of a connection.
#[derive(Debug)]
pub(crate) struct Conn {
    pub(crate) outbox: Arc<Outbox>,
    /// The least level to log, for requests without a level of their own.
    pub(crate) level: Arc<AtomicU8>,
    /// What its calls ask the client.
    pub(crate) questions: Book,
    /// What the handshake settled.
    agreed: OnceLock<Agreed>,
    /// What holds for a client that came back and does without a handshake.
    assumed: OnceLock<Agreed>,
    /// The handshake is done: changes are told without being asked for.
    ready: AtomicBool,
    /// What changed since it is open.
    changes: Mutex<Vec<Ear>>,
    listens: Mutex<Vec<Listen>>,
    /// The resources that it subscribed to, until 2025-11-25. Most never do.
    watched: Mutex<Option<Box<Watching>>>,
    /// Set when who opened it may no more.
    #[cfg(feature = "http")]
    revoked: OnceLock<Arc<Ending>>,
    /// Those of its server.
    pub(super) among: OnceLock<Arc<Conns>>,
}

/// So many resources somebody may hear of: each takes some hundred bytes for as long as the connection, and its URI.
pub(crate) const MOST_WATCHED: usize = 1_000;

/// What somebody subscribed to, one resource after the other.
#[derive(Debug, Default)]
struct Watching {
    ears: HashMap<Watched, Ear>,
    /// What their URIs take.
    bytes: usize,
    held: Held,
}

impl Drop for Conn {
    fn drop(&mut self) {
        if let Some(among) = self.among.get() {
            among.one_is_gone();
        }
    }
}

/// One `subscriptions/listen`.
#[derive(Debug)]
struct Listen {
    id: String,
    ears: Vec<Ear>,
    /// Counts the URIs of its resources.
    _held: Held,
}

/// What somebody hears of, and how far they are.
#[derive(Debug)]
struct Ear {
    topic: Topic,
    /// It changed, and that was not told yet.
    missed: bool,
    /// A notification is on its way; changes that come before it left are told by it.
    telling: Arc<AtomicBool>,
}

impl Ear {
    fn new(topic: Topic) -> Self {
        Self { topic, missed: false, telling: Arc::default() }
    }

    /// Tells of what was missed.
    fn tell(&mut self, outbox: &Outbox, subscription: Option<&str>) {
        if std::mem::take(&mut self.missed) && !self.telling.swap(true, Ordering::AcqRel) {
            let bytes = notify::changed(&self.topic, subscription);
            outbox.push(Frame::notice(bytes, Some(Arc::clone(&self.telling))));
        }
    }
}

impl Conn {
    pub(crate) fn new() -> Self {
        Self {
            outbox: Arc::default(),
            level: Arc::new(AtomicU8::new(Level::Info as u8)),
            questions: Book::new(1),
            agreed: OnceLock::new(),
            assumed: OnceLock::new(),
            ready: AtomicBool::new(false),
            changes: Mutex::default(),
            listens: Mutex::default(),
            watched: Mutex::default(),
            #[cfg(feature = "http")]
            revoked: OnceLock::new(),
            among: OnceLock::new(),
        }
    }

    /// One that another process began, which may have asked something: this one's questions have numbers of their own.
    pub(crate) fn revived(process: u32) -> Self {
        let mut conn = Self::new();
        conn.questions = Book::new(u64::from(process) << 16 | 1);
        conn
    }

    /// What the handshake settled, or what is assumed without one.
    pub(crate) fn agreed(&self) -> Option<&Agreed> {
        self.agreed.get().or_else(|| self.assumed.get())
    }

    /// Whether there was a handshake.
    pub(crate) fn is_settled(&self) -> bool {
        self.agreed.get().is_some()
    }

    /// The handshake is settled. A second one changes nothing.
    pub(crate) fn agree(&self, agreed: Agreed) {
        let _ = self.agreed.set(agreed);
        self.ready.store(false, Ordering::Release);
    }

    fn ears(&self) -> MutexGuard<'_, Vec<Ear>> {
        self.changes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn subscriptions(&self) -> MutexGuard<'_, Vec<Listen>> {
        self.listens.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// `notifications/initialized` came.
    pub(crate) fn initialized(&self) {
        let mut ears = self.ears();
        self.ready.store(true, Ordering::Release);
        // A client that asked for a list before then has an old one.
        ears.iter_mut().for_each(|ear| ear.tell(&self.outbox, None));
    }

    /// Something changed. Changes that come faster than they are sent become one.
    pub(crate) fn changed(&self, topic: &Topic) {
        if let Topic::Resource(watched) = topic {
            if let Some(ear) = self.watched().as_mut().and_then(|all| all.ears.get_mut(watched)) {
                ear.missed = true;
                ear.tell(&self.outbox, None);
            }
        } else {
            self.list_changed(topic);
        }
        for Listen { id, ears, .. } in &mut *self.subscriptions() {
            for ear in ears.iter_mut().filter(|ear| ear.topic == *topic) {
                ear.missed = true;
                ear.tell(&self.outbox, Some(id));
            }
        }
    }

    /// Lists are told of without being asked, once the handshake is done.
    fn list_changed(&self, topic: &Topic) {
        let mut ears = self.ears();
        let at = ears.iter().position(|ear| ear.topic == *topic).unwrap_or_else(|| {
            ears.push(Ear::new(topic.clone()));
            ears.len() - 1
        });
        ears[at].missed = true;
        if self.ready.load(Ordering::Acquire) {
            ears[at].tell(&self.outbox, None);
        }
    }

    /// Subscribes to a resource; a second time changes nothing. `false` when there are too many, or would be more than `most` bytes
    /// held for clients.
    pub(crate) fn watch(&self, watched: Watched, most: usize) -> bool {
        let mut all = self.watched();
        let all = all.get_or_insert_default();
        if all.ears.contains_key(&watched) {
            return true;
        }
        let bytes = all.bytes + watched.size();
        if all.ears.len() >= MOST_WATCHED || !all.held.grow(bytes, most) {
            return false;
        }
        all.bytes = bytes;
        let ear = Ear::new(Topic::Resource(watched.clone()));
        all.ears.insert(watched, ear);
        true
    }

    /// Ends what [`watch`](Self::watch) began, if it did.
    pub(crate) fn unwatch(&self, watched: &Watched) {
        let mut all = self.watched();
        let Some(all) = all.as_mut() else { return };
        if let Some((watched, _)) = all.ears.remove_entry(watched) {
            all.bytes -= watched.size();
            all.held = Held::of(all.bytes);
        }
    }

    fn watched(&self) -> MutexGuard<'_, Option<Box<Watching>>> {
        self.watched.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens a subscription and acknowledges it, before anything can be sent on it (M-SUB-02). `false` when there are `most` already, or
    /// would be more than `most_held` bytes held for clients.
    pub(crate) fn listen(&self, id: &str, mut topics: Vec<Topic>, most: usize, most_held: usize) -> bool {
        // What is beyond is not honoured (M-SUB-03).
        topics.truncate(MOST_WATCHED);
        let mut listens = self.subscriptions();
        if listens.len() >= most {
            return false;
        }
        let Some(held) = Held::within(topics.iter().map(Topic::size).sum(), most_held) else { return false };
        self.outbox.push(Frame::notice(notify::acknowledged(id, &Topic::filter(&topics)), None));
        let ears = topics.into_iter().map(Ear::new).collect();
        let listen = Listen { id: id.to_owned(), ears, _held: held };
        #[cfg(all(feature = "dev", unix))]
        let listen = self.told(listen);
        listens.push(listen);
        true
    }

    /// Tells a new subscription of what its client knows from another build.
    #[cfg(all(feature = "dev", unix))]
    fn told(&self, mut listen: Listen) -> Listen {
        let outdated = self.among.get().map_or(&[][..], |among| &among.outdated);
        for ear in listen.ears.iter_mut().filter(|ear| outdated.contains(&ear.topic)) {
            ear.missed = true;
            ear.tell(&self.outbox, Some(&listen.id));
        }
        listen
    }

    /// Whether a subscription of this id is open.
    pub(crate) fn listens(&self, id: &str) -> bool {
        self.subscriptions().iter().any(|listen| key(&listen.id) == key(id))
    }

    /// The client ended a subscription. Nothing more is sent on it (M-SUB-09).
    pub(crate) fn unlisten(&self, id: &str) {
        self.subscriptions().retain(|listen| key(&listen.id) != key(id));
    }

    /// The server ends all subscriptions; gives their ids.
    pub(crate) fn end_listens(&self) -> Vec<String> {
        self.subscriptions().drain(..).map(|listen| listen.id).collect()
    }
}

#[cfg(feature = "http")]
impl Conn {
    /// The client may have come back, and then goes on as before; it still may begin anew by a handshake.
    pub(crate) fn assume(&self, agreed: Agreed) {
        let _ = self.assumed.set(agreed);
        self.initialized();
    }

    /// It is somebody's, who may be shut out later.
    pub(crate) fn belong(&self, revoked: &Arc<Ending>) {
        let _ = self.revoked.set(Arc::clone(revoked));
    }

    /// Whether who opened it was shut out.
    pub(crate) fn is_revoked(&self) -> bool {
        self.revoked.get().is_some_and(|revoked| revoked.has_come())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_a_subscription_is_one_however_it_is_written() {
        let conn = Conn::new();
        assert!(conn.listen(r#""a""#, vec![Topic::Tools], 1, 0));
        assert!(conn.listens(r#""\u0061""#));
        assert!(!conn.listens("1"));
        conn.unlisten(r#""\u0061""#);
        assert!(!conn.listens(r#""a""#));
    }

    #[test]
    fn a_resource_is_one_however_it_is_written_and_told_of_once() {
        let watched = |uri: &str| Watched::new(uri).expect("a URI");
        let changed = |conn: &Conn, uri| conn.changed(&Topic::Resource(watched(uri)));
        let conn = Conn::new();
        assert!(conn.watch(watched("A:%7e"), 0) && conn.watch(watched("a:~"), 0));
        changed(&conn, "a:b");
        assert!(conn.outbox.drain().is_empty(), "somebody else's");
        for _ in 0..1_000 {
            changed(&conn, "a:%7E");
        }
        let said = conn.outbox.drain();
        assert_eq!(said.len(), 1, "a burst is one");
        let said = String::from_utf8_lossy(&said[0].bytes);
        assert!(
            said.contains(r#""method":"notifications/resources/updated","params":{"uri":"A:%7e"}"#),
            "{said}"
        );
        conn.unwatch(&watched("a:~"));
        changed(&conn, "a:~");
        assert!(conn.outbox.drain().is_empty());
        conn.unwatch(&watched("a:b"));
        assert!((0..MOST_WATCHED).all(|n| conn.watch(watched(&format!("a:{n}")), 0)));
        assert!(!conn.watch(watched("a:more"), 0) && conn.watch(watched("a:0"), 0));
    }

    #[test]
    fn long_uris_are_held_for_the_client_and_bounded() {
        let uri = |n: usize| Watched::new(&format!("a:{n}{}", "x".repeat(8_000))).expect("a URI");
        let conn = Conn::new();
        assert!(conn.watch(uri(0), 0) && !conn.watch(uri(1), 0), "the first is small by itself");
        conn.unwatch(&uri(0));
        assert!(conn.watch(uri(1), 0), "its place is free again");
        let topics = |count: usize| (0..count).map(uri).map(Topic::Resource).collect();
        assert!(conn.listen("1", topics(1), 8, 0) && !conn.listen("2", topics(2), 8, 0));
        assert!(conn.watch(uri(2), usize::MAX) && conn.listen("2", topics(2), 8, usize::MAX));
    }
}
