//! The server for whatever is no call: tasks, timers, watchers.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use crate::context::House;
use crate::protocol::topic::Topic;

/// A server, from anywhere: what changes outside of calls is told by it.
///
/// Make one, hand a clone of it to [`Options::handle`](crate::Options::handle), and keep the other. Before the server runs, and
/// after it ended, it does nothing. Within a call, [`Context::handle`](crate::Context::handle) is that of its server.
///
/// ```no_run
/// use std::time::Duration;
///
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::{Handle, Options};
///
/// /// The time.
/// #[mcp_server]
/// mod clock {
///     use mcp_runtime::prelude::*;
///
///     /// Seconds of this day.
///     #[mcp_resource("clock://now")]
///     pub fn now() -> String {
///         let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
///         now.map_or(0, |now| now.as_secs() % 86_400).to_string()
///     }
/// }
///
/// fn main() -> std::process::ExitCode {
///     let handle = Handle::new();
///     let ticking = handle.clone();
///     std::thread::spawn(move || loop {
///         std::thread::sleep(Duration::from_secs(1));
///         ticking.updated("clock://now");
///     });
///     mcp_runtime::run_with(clock::server(), Options::default().handle(handle))
/// }
/// ```
#[derive(Clone, Default)]
pub struct Handle(Arc<Mutex<Vec<Weak<dyn House>>>>);

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").field("servers", &self.houses().len()).finish()
    }
}

impl Handle {
    /// A handle of no server yet. Several servers may have the same.
    pub fn new() -> Self {
        Self::default()
    }

    pub(crate) fn of(house: &Arc<dyn House>) -> Self {
        let handle = Self::new();
        handle.connect(house);
        handle
    }

    pub(crate) fn connect(&self, house: &Arc<dyn House>) {
        let mut houses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        houses.retain(|house| house.strong_count() > 0);
        houses.push(Arc::downgrade(house));
    }

    fn houses(&self) -> Vec<Arc<dyn House>> {
        let houses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        houses.iter().filter_map(Weak::upgrade).collect()
    }

    fn show(&self, topic: &Topic, name: &str, shown: bool) -> bool {
        self.houses().into_iter().fold(false, |any, house| house.show(topic.clone(), name, shown) | any)
    }

    /// Tells the clients that subscribed to this resource that it changed, as [`Context::updated`](crate::Context::updated) does.
    pub fn updated(&self, uri: &str) {
        self.houses().into_iter().for_each(|house| house.updated(uri));
    }

    /// Shows or hides a tool, as [`Context::enable_tool`](crate::Context::enable_tool) does.
    pub fn enable_tool(&self, name: &str, enabled: bool) -> bool {
        self.show(&Topic::Tools, name, enabled)
    }

    /// Shows or hides a prompt, as [`Context::enable_prompt`](crate::Context::enable_prompt) does.
    pub fn enable_prompt(&self, name: &str, enabled: bool) -> bool {
        self.show(&Topic::Prompts, name, enabled)
    }

    /// Shows or hides a resource, as [`Context::enable_resource`](crate::Context::enable_resource) does.
    pub fn enable_resource(&self, uri: &str, enabled: bool) -> bool {
        self.show(&Topic::Resources, uri, enabled)
    }
}
