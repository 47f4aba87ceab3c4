//! A built server: its tools by name, its lists, and the connections that hear when they change.

pub(crate) mod catalog;
pub(crate) mod changes;
pub(crate) mod conn;
#[cfg(feature = "cli")]
pub(crate) mod lint;
pub(crate) mod lists;
pub(crate) mod options;

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};

use crate::app::catalog::ToolSpec;
use crate::app::conn::{Conn, Conns};
use crate::app::lists::Lists;
use crate::app::options::Options;
use crate::author::table::Server;
use crate::base::fnv::Fnv;
use crate::context::House;
use crate::outcome::error::Error;
use crate::protocol::lifecycle::{Info, Offer};
use crate::protocol::methods::Feature;
use crate::protocol::revision::Revision;
use crate::protocol::{lifecycle, result};

/// A server with everything that its transports share.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) info: Info,
    pub(crate) options: Options,
    pub(crate) lists: Lists,
    /// `serverInfo` of the newest revision, as JSON.
    pub(crate) own_info: String,
    /// The end of every modern result.
    pub(crate) tail: String,
    /// Clients may be other people on other machines: errors that are neither public nor private are not shown.
    pub(crate) remote: bool,
    /// Calls that still run are answered with an error: the grace period is over.
    pub(crate) ending: Ending,
    tools: Vec<Arc<ToolSpec>>,
    /// Tool names are short and are not chosen by clients.
    index: HashMap<&'static str, usize, BuildHasherDefault<Fnv>>,
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
    fn enable_tool(self: Arc<Self>, name: &str, enabled: bool) -> bool {
        self.enable(name, enabled)
    }
}

impl App {
    /// Builds a server. Fails where the table could not be checked by the compiler.
    pub(crate) fn new<S: Server>(server: S, options: Options) -> Result<Arc<Self>, Error> {
        let tools = catalog::tools(&Arc::new(server))?;
        Self::assemble(S::TABLE.info, tools, options)
    }

    fn assemble(info: Info, tools: Vec<Arc<ToolSpec>>, options: Options) -> Result<Arc<Self>, Error> {
        let mut index = HashMap::default();
        for (at, tool) in tools.iter().enumerate() {
            if index.insert(tool.handler.name, at).is_some() {
                return Err(Error::new(format!(
                    "two tools of this server are named `{}`",
                    tool.handler.name
                )));
            }
        }
        let mut app = Self {
            info,
            options,
            lists: Lists::default(),
            own_info: String::new(),
            tail: String::new(),
            remote: false,
            ending: Ending::default(),
            tools,
            index,
            conns: Arc::default(),
        };
        app.own_info = lifecycle::server_info(&app.info, Revision::MODERN).to_string();
        app.tail = result::tail(&app.own_info);
        Ok(Arc::new(app))
    }

    /// Changes a server before it is shared.
    pub(crate) fn adjust(self: Arc<Self>, change: impl FnOnce(&mut Self)) -> Arc<Self> {
        match Arc::try_unwrap(self) {
            Ok(mut app) => {
                change(&mut app);
                Arc::new(app)
            }
            Err(shared) => shared,
        }
    }

    pub(crate) fn tools(&self) -> &[Arc<ToolSpec>] {
        &self.tools
    }

    /// The tool of this name, if it is to be had.
    pub(crate) fn tool(&self, name: &str) -> Option<&Arc<ToolSpec>> {
        self.index.get(name).map(|at| &self.tools[*at]).filter(|tool| tool.is_enabled())
    }

    /// Whether some tool can log or change the list: only those that take a `Context` can.
    pub(crate) fn speaks(&self) -> bool {
        self.tools.iter().any(|tool| tool.handler.fields.iter().any(|field| field.kind.is_context()))
    }

    /// Whether the server declares it, so that the methods that belong to it are there.
    pub(crate) fn has(&self, feature: Feature) -> bool {
        match feature {
            Feature::Core => true,
            Feature::Tools => !self.tools.is_empty(),
            Feature::Logging => self.speaks(),
        }
    }

    /// What `initialize` and `server/discover` say that there is.
    pub(crate) fn offer(&self) -> Offer {
        Offer { tools: !self.tools.is_empty(), speaks: self.speaks() }
    }

    /// Shows or hides a tool. Says whether there is one of this name.
    pub(crate) fn enable(self: &Arc<Self>, name: &str, enabled: bool) -> bool {
        let Some(at) = self.index.get(name) else { return false };
        if self.tools[*at].enable(enabled) {
            self.lists.touch();
            if !changes::keep(self) {
                self.tell_of_change();
            }
        }
        true
    }

    fn tell_of_change(&self) {
        self.each_conn(Conn::tools_changed);
    }

    /// Adds a connection that hears of changes for as long as it lives.
    pub(crate) fn join(&self, conn: &Arc<Conn>) {
        self.conns.add(conn);
    }

    pub(crate) fn each_conn(&self, visit: impl Fn(&Conn)) {
        self.conns.all().iter().filter_map(Weak::upgrade).for_each(|conn| visit(&conn));
    }
}
