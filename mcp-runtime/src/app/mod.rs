//! A built server: what it offers, and the connections that hear when that changes.

pub(crate) mod catalog;
pub(crate) mod changes;
pub(crate) mod conn;
pub(crate) mod conns;
pub(crate) mod lint;
pub(crate) mod lists;
pub(crate) mod maker;
pub(crate) mod options;
pub(crate) mod specs;
#[cfg(feature = "http")]
pub(crate) mod token;

#[cfg(feature = "ask")]
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock, Weak};

use tokio::runtime::Handle;
use tokio::sync::Notify;

use crate::app::catalog::Catalog;
use crate::app::conn::Conn;
use crate::app::conns::Conns;
use crate::app::options::Options;
use crate::author::later::Wait;
use crate::author::table::Server;
#[cfg(feature = "ask")]
use crate::base::seal::Sealer;
use crate::context::House;
use crate::outcome::error::Error;
use crate::protocol::lifecycle::Info;
use crate::protocol::topic::{Topic, Watched};
use crate::protocol::{lifecycle, result};

/// A server with everything that its transports share.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) info: Info,
    pub(crate) options: Options,
    /// `serverInfo` of the newest revision, as JSON, in short.
    pub(crate) own_info: String,
    /// The end of every modern result but that of `server/discover`.
    pub(crate) tail: String,
    /// Clients may be other people on other machines: errors that are neither public nor private are not shown.
    pub(crate) remote: bool,
    /// Calls that still run are answered with an error: the grace period is over.
    pub(crate) ending: Ending,
    /// Seals what clients of 2026-07-28 keep for their calls.
    #[cfg(feature = "ask")]
    sealer: OnceLock<Option<Arc<Sealer>>>,
    /// Asks it to stop, as a signal does.
    pub(crate) quit: Arc<Notify>,
    /// The runtime that the author's code belongs to, where it is not that of the transport.
    pub(crate) home: Option<Handle>,
    /// Which process of several this is, that one client speaks to one after the other.
    pub(crate) build: u32,
    /// What is still being made.
    laters: Vec<Arc<dyn Wait>>,
    /// What is offered now.
    catalog: RwLock<Arc<Catalog>>,
    conns: Arc<Conns>,
}

/// Whether something has come to its end: the server, or the right of who called.
#[derive(Debug, Default)]
pub(crate) struct Ending {
    come: AtomicBool,
    #[cfg(feature = "http")]
    told: Arc<tokio::sync::Notify>,
}

impl Ending {
    pub(crate) fn has_come(&self) -> bool {
        self.come.load(Ordering::Acquire)
    }
}

#[cfg(feature = "http")]
impl Ending {
    pub(crate) fn come(&self) {
        self.come.store(true, Ordering::Release);
        self.told.notify_waiters();
    }

    /// Is done when it comes.
    pub(crate) fn told(&self) -> tokio::sync::futures::OwnedNotified {
        Arc::clone(&self.told).notified_owned()
    }
}

impl House for App {
    fn show(self: Arc<Self>, topic: Topic, name: &str, shown: bool) -> bool {
        let mut catalog = self.catalog.write().unwrap_or_else(PoisonError::into_inner);
        let mut new = Catalog::clone(&catalog);
        let Some(changed) = new.show(&topic, name, shown) else { return false };
        if changed {
            *catalog = Arc::new(new);
            drop(catalog);
            self.changed(&topic);
        }
        true
    }

    fn updated(self: Arc<Self>, uri: &str) {
        let Some(watched) = Watched::new(uri) else {
            tracing::warn!(uri, "what is no URI cannot be updated");
            return;
        };
        self.changed(&Topic::Resource(watched));
    }
}

impl App {
    /// Builds a server. Fails where the table could not be checked by the compiler.
    pub(crate) fn new<S: Server>(server: S, options: Options) -> Result<Arc<Self>, Error> {
        let server = Arc::new(server);
        let catalog = Catalog::new(maker::of(&server)?, options.handle.is_some())?;
        lint::fits(&catalog, S::TABLE.info.clients)?;
        Ok(Self::assemble(S::TABLE.info, catalog, maker::laters(&*server), options))
    }

    fn assemble(info: Info, catalog: Catalog, laters: Vec<Arc<dyn Wait>>, options: Options) -> Arc<Self> {
        let mut app = Self {
            info,
            options,
            own_info: String::new(),
            tail: String::new(),
            remote: false,
            ending: Ending::default(),
            #[cfg(feature = "ask")]
            sealer: OnceLock::new(),
            quit: Arc::default(),
            home: None,
            build: 0,
            laters,
            catalog: RwLock::new(Arc::new(catalog)),
            conns: Arc::default(),
        };
        app.own_info = lifecycle::short_server_info(&app.info).to_string();
        app.tail = result::tail(&app.own_info);
        Self::shared(app)
    }

    /// The server at its place, where its handle finds it.
    fn shared(self) -> Arc<Self> {
        let app = Arc::new(self);
        if let Some(handle) = &app.options.handle {
            handle.connect(&(Arc::clone(&app) as Arc<dyn House>));
        }
        app
    }

    /// Changes a server before it is shared.
    pub(crate) fn adjust(self: Arc<Self>, change: impl FnOnce(&mut Self)) -> Arc<Self> {
        match Arc::try_unwrap(self) {
            Ok(mut app) => {
                change(&mut app);
                app.shared()
            }
            Err(shared) => {
                debug_assert!(false, "what is shared already cannot be adjusted");
                shared
            }
        }
    }

    /// Serves as one build of a program that is still written: its lists may change in any way. After the first one, 0, clients are
    /// told that they did.
    #[cfg(all(feature = "dev", unix))]
    pub(crate) fn developed(self: Arc<Self>, build: u32) -> Arc<Self> {
        self.adjust(|app| {
            let catalog = Arc::new(app.catalog().unsettled());
            app.build = build;
            if build > 0 {
                app.conns = Arc::new(Conns::outdated(catalog.changing()));
            }
            app.catalog = RwLock::new(catalog);
        })
    }

    /// Seals what clients keep; with a key of this process, unless a transport had others. Nothing where the system gives no random bytes.
    #[cfg(feature = "ask")]
    pub(crate) fn sealer(&self) -> Option<&Arc<Sealer>> {
        self.sealer.get_or_init(|| Sealer::own().map(Arc::new)).as_ref()
    }

    /// Seals with these keys; `alone` where no other process has them, and others may be asked.
    #[cfg(all(feature = "ask", feature = "http"))]
    pub(crate) fn seal_with(&self, keys: impl IntoIterator<Item = [u8; 32]>, alone: bool) {
        // A second transport of the same server has the same options.
        let _ = self.sealer.set(Some(Arc::new(Sealer::with(keys, alone))));
    }

    /// Begins to make what the functions of the server will wait for.
    pub(crate) fn begin(&self, runtime: &Handle) {
        let runtime = self.home.as_ref().unwrap_or(runtime);
        self.laters.iter().for_each(|later| Arc::clone(later).begin(runtime));
    }

    /// What is offered at this moment.
    pub(crate) fn catalog(&self) -> Arc<Catalog> {
        Arc::clone(&self.catalog.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Tells that something changed: at once, or when the call that changed it comes to rest.
    fn changed(self: &Arc<Self>, topic: &Topic) {
        if !changes::keep(self, topic) {
            self.tell(std::iter::once(topic));
        }
    }

    /// Tells whoever hears of them that some things changed.
    fn tell<'a>(&self, topics: impl Iterator<Item = &'a Topic> + Clone) {
        self.each_conn(|conn| topics.clone().for_each(|topic| conn.changed(topic)));
    }

    /// Adds a connection that hears of changes for as long as it lives.
    pub(crate) fn join(&self, conn: &Arc<Conn>) {
        self.conns.add(conn);
    }

    pub(crate) fn each_conn(&self, visit: impl Fn(&Conn)) {
        self.conns.all().iter().filter_map(Weak::upgrade).for_each(|conn| visit(&conn));
    }
}

#[cfg(test)]
mod tests;
