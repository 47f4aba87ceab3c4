//! A built server: its tools by name, its lists, and the connections that hear when they change.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};

use crate::catalog::{self, ToolSpec};
use crate::error::Error;
use crate::options::Options;
use crate::protocol::list::Lists;
use crate::protocol::{lifecycle, result, revision::Revision};
use crate::table::{Info, Server};
use crate::transport::conn::{Conn, Conns};

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
    tools: Vec<ToolSpec>,
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

impl App {
    /// Builds a server. Fails where the table could not be checked by the compiler.
    pub(crate) fn new<S: Server>(server: S, options: Options) -> Result<Arc<Self>, Error> {
        let tools = catalog::tools(&Arc::new(server))?;
        Self::assemble(S::TABLE.info, tools, options)
    }

    fn assemble(info: Info, tools: Vec<ToolSpec>, options: Options) -> Result<Arc<Self>, Error> {
        let mut index = HashMap::default();
        for (at, tool) in tools.iter().enumerate() {
            if index.insert(tool.name, at).is_some() {
                return Err(Error::new(format!("two tools of this server are named `{}`", tool.name)));
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
        app.own_info = lifecycle::server_info(&app, Revision::MODERN).to_string();
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

    pub(crate) fn tools(&self) -> &[ToolSpec] {
        &self.tools
    }

    /// Where among [`App::tools`] the tool of this name is, if it is to be had.
    pub(crate) fn tool_index(&self, name: &str) -> Option<usize> {
        self.index.get(name).copied().filter(|at| self.tools[*at].is_enabled())
    }

    /// Whether some tool can log or change the list: only those that take a `Context` can.
    pub(crate) fn speaks(&self) -> bool {
        self.tools.iter().any(|tool| tool.fields.iter().any(|field| field.kind.is_context()))
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
        self.each_conn(super::transport::conn::Conn::tools_changed);
    }

    /// Adds a connection that hears of changes for as long as it lives.
    pub(crate) fn join(&self, conn: &Arc<Conn>) {
        self.conns.add(conn);
    }

    pub(crate) fn each_conn(&self, visit: impl Fn(&Conn)) {
        self.conns.all().iter().filter_map(Weak::upgrade).for_each(|conn| visit(&conn));
    }
}

/// Changes that a tool makes in one go are told as one.
pub(crate) mod changes {
    use std::cell::RefCell;
    use std::sync::Arc;

    use super::App;

    thread_local!(static HERE: RefCell<Here> = const { RefCell::new(Here::Nothing) });

    /// What runs on this thread.
    enum Here {
        Nothing,
        /// A tool's code, which has changed nothing so far.
        Tool,
        Changed(Arc<App>),
    }

    /// Runs a tool's code, and tells of the changes that it made at its end.
    pub(crate) fn together<T>(work: impl FnOnce() -> T) -> T {
        // A tool may call another one itself, whose changes are told first.
        let around = HERE.replace(Here::Tool);
        let done = work();
        if let Here::Changed(app) = HERE.replace(around) {
            app.tell_of_change();
        }
        done
    }

    /// Keeps a change to be told later, if a tool's code runs here.
    pub(super) fn keep(app: &Arc<App>) -> bool {
        HERE.with_borrow_mut(|here| {
            let runs = !matches!(here, Here::Nothing);
            if runs {
                *here = Here::Changed(Arc::clone(app));
            }
            runs
        })
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_tool_inside_of_a_tool_does_not_end_what_is_around_it() {
            let runs = || HERE.with_borrow(|here| !matches!(here, Here::Nothing));
            together(|| {
                together(|| assert!(runs()));
                assert!(runs(), "the outer one still runs");
            });
            assert!(!runs());
        }
    }
}

/// FNV-1a: tool names are short and are not chosen by clients, so nothing has to resist collisions.
#[derive(Debug)]
pub(crate) struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for b in bytes {
            self.0 = (self.0 ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
