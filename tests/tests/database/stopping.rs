//! A query that nobody waits for any more is stopped in the database.

use std::time::Duration;

use mcp_tests::http::served::eventually;
use serde_json::json;

use crate::File;
use crate::postgres::{Admin, postgres};
use crate::server::Server;

/// A query that PostgreSQL works on without an end, with a mark to know it by.
fn endless(mark: &str) -> String {
    format!("SELECT count(*) FROM generate_series(1, 1000000) a, generate_series(1, 1000000) b /* {mark} */")
}

/// Waits until PostgreSQL runs the query with this mark.
fn runs(admin: &Admin, mark: &str) {
    assert!(eventually(|| admin.running(mark).len() == 1), "{mark} does not run");
}

/// Waits until PostgreSQL does not run it any more.
fn is_gone(admin: &Admin, mark: &str) {
    assert!(eventually(|| admin.running(mark).is_empty()), "{mark} still runs");
}

#[test]
fn a_cancelled_query_ends_in_postgres() {
    let admin = postgres().admin();
    for (mut server, mark) in
        Server::both(&postgres().url()).into_iter().zip(["cancelled-stdio", "cancelled-http"])
    {
        let call = server.begin(1, "query", json!({"sql": endless(mark), "seconds": 120}));
        runs(&admin, mark);
        server.cancel(call);
        is_gone(&admin, mark);
        assert_eq!(server.rows("SELECT 1"), json!([[1]]));
    }
}

#[test]
fn a_query_that_takes_too_long_ends_in_postgres() {
    let admin = postgres().admin();
    let mut server = Server::stdio(&postgres().url());
    let call = server.begin(1, "query", json!({"sql": endless("too-long"), "seconds": 10}));
    runs(&admin, "too-long");
    let answer = server.answer(call);
    assert!(answer.result.to_string().contains("longer than 10 s"), "{answer:?}");
    is_gone(&admin, "too-long");
}

#[test]
fn a_query_ends_in_postgres_with_its_client_or_its_server() {
    let admin = postgres().admin();
    for (end, mark) in [("close", "client-gone"), ("TERM", "server-told"), ("KILL", "server-killed")] {
        for mut server in Server::both(&postgres().url()) {
            let call = server.begin(1, "query", json!({"sql": endless(mark), "seconds": 120}));
            runs(&admin, mark);
            match end {
                "close" => server.process().close(),
                signal => server.process().signal(signal),
            }
            drop(call);
            is_gone(&admin, mark);
        }
    }
}

#[test]
fn many_cancelled_queries_leave_connections_for_others() {
    let admin = postgres().admin();
    for mut server in Server::both(&postgres().url()) {
        for _ in 0..3 {
            let calls: Vec<_> = (1..=24)
                .map(|n| server.begin(n, "query", json!({"sql": endless("many-cancelled"), "seconds": 120})))
                .collect();
            assert!(eventually(|| !admin.running("many-cancelled").is_empty()));
            for call in calls {
                server.cancel(call);
            }
            is_gone(&admin, "many-cancelled");
            assert_eq!(server.rows("SELECT 1"), json!([[1]]));
        }
    }
}

/// SQLite has no list of what it runs. A query that goes on takes a processor, one that was stopped takes nothing.
#[test]
fn a_cancelled_query_ends_in_sqlite() {
    let file = File::sample("cancelled");
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
    for mut server in Server::both(&file.path()) {
        let call = server.begin(1, "query", json!({"sql": endless, "seconds": 120}));
        let before = server.ticks();
        assert!(eventually(|| server.ticks() > before + 20), "it runs");
        server.cancel(call);
        let idle = eventually(|| {
            let before = server.ticks();
            std::thread::sleep(Duration::from_millis(300));
            server.ticks() <= before + 1
        });
        assert!(idle, "it still runs");
        assert_eq!(server.rows("SELECT 1"), json!([[1]]));
    }
}
