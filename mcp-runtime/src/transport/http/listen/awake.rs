//! Somebody waits for sockets, whatever tools do to the threads of the runtime.

use std::sync::Arc;
use std::time::Duration;

use crate::threads::in_place;
use crate::transport::http::listen::host::Host;

/// How often it is looked whether a tool holds its thread.
const GLANCE: Duration = Duration::from_millis(50);

/// After so many looks without one, the watch sleeps until a tool is polled.
const REST: u32 = 20;

/// The thread that waited for sockets may be the one that a tool holds, and then nobody waits for them until another
/// thread has something to do. So while a tool is polled, another thread gets something to do now and then.
pub(super) fn wake_others(host: &Arc<Host>) {
    let (host, runtime) = (Arc::downgrade(host), tokio::runtime::Handle::current());
    let watch = move || {
        let mut quiet = 0;
        while host.strong_count() > 0 {
            std::thread::sleep(GLANCE);
            if in_place::is_held() {
                quiet = 0;
                runtime.spawn(async {});
            } else if quiet < REST {
                quiet += 1;
            } else {
                quiet = 0;
                in_place::sleep_until_held();
            }
        }
    };
    if let Err(error) = std::thread::Builder::new().name("mcp-watch".into()).spawn(watch) {
        tracing::warn!("nobody watches for tools that hold their thread: {error}");
    }
}
