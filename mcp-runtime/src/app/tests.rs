//! Changes outside of calls, for many clients; and what is emitted for types.

#[cfg(all(
    feature = "bytes",
    feature = "chrono",
    feature = "jiff",
    feature = "rust_decimal",
    feature = "semver",
    feature = "url",
    feature = "uuid"
))]
mod profile;

use super::*;
use crate::author::table::{Server, Table};
use crate::context::handle::Handle;

struct Nothing;

impl Server for Nothing {
    const TABLE: &'static Table<Self> =
        &Table { info: Info::new("nothing", "0"), marked: &[], included: &[] };
}

#[test]
fn ten_thousand_subscriptions_hear_one_change() {
    let handle = Handle::new();
    handle.updated("a:b");
    let app = App::new(Nothing, Options::default().handle(handle.clone())).expect("a server");
    let app = app.adjust(|app| app.remote = true);
    let watched = |uri: &str| Watched::new(uri).expect("a URI");
    let conns: Vec<Arc<Conn>> = (0..10_000).map(|_| Arc::new(Conn::new())).collect();
    for (n, conn) in conns.iter().enumerate() {
        app.join(conn);
        assert!(conn.watch(watched(if n == 0 { "a:other" } else { "a:b" }), 0));
    }
    // Nobody reads meanwhile, so that all of it is one.
    (0..10).for_each(|_| handle.updated("a:b"));
    let said: Vec<usize> = conns.iter().map(|conn| conn.outbox.drain().len()).collect();
    assert_eq!(said[0], 0);
    assert!(said[1..].iter().all(|said| *said == 1));
    handle.updated("a:b");
    assert_eq!(conns[1].outbox.drain().len(), 1, "it was read, so the next one is told");

    drop((app, conns));
    handle.updated("a:b");
    assert!(!handle.enable_tool("a", true), "the server is gone");
    assert_eq!(format!("{handle:?}"), "Handle { servers: 0 }");
}
