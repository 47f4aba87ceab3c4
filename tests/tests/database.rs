//! The database server of the examples, over stdio and over HTTP, with a SQLite file and with a real PostgreSQL.
#![allow(clippy::doc_markdown, reason = "PostgreSQL and SQLite are names")]

#[path = "database/postgres.rs"]
mod postgres;
#[path = "database/refusals.rs"]
mod refusals;
#[path = "database/server.rs"]
mod server;
#[path = "database/stopping.rs"]
mod stopping;

use std::path::PathBuf;

use mcp_tests::http::served::eventually;
use serde_json::{Value, json};

use postgres::{PASSWORD, postgres};
use server::{Server, text};

/// A SQLite file that only its test uses.
pub(crate) struct File(PathBuf);

impl File {
    /// A place for a file.
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("mcp-database-{}-{name}.db", std::process::id()));
        let _ = std::fs::remove_file(&path);
        Self(path)
    }

    /// A file with the sample of the server.
    pub(crate) fn sample(name: &str) -> Self {
        let file = Self::new(name);
        let output = server::command(&file.path()).args(["--sample", "list"]).output();
        assert!(output.expect("it runs").status.success());
        file
    }

    /// What the server is given.
    pub(crate) fn path(&self) -> String {
        self.0.to_str().expect("a path in Unicode").to_owned()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[test]
fn sqlite_over_each_transport() {
    let file = File::sample("tools");
    for mut server in Server::both(&file.path()) {
        let tables = server.ok("tables", json!({"like": "ord"}));
        assert_eq!(tables["tables"][1], json!({"name": "orders", "kind": "table", "rows": 2400}));
        let orders = server.ok("describe", json!({"table": "orders"}));
        assert_eq!(orders["columns"][2], json!({"name": "ordered", "type": "DATE", "nullable": false}));
        assert_eq!(server.rows("SELECT count(*) FROM orders"), json!([[2400]]));
        let plan = server.call("explain", json!({"sql": "SELECT * FROM orders WHERE id = 7"}));
        assert!(text(&plan).contains("PRIMARY KEY"), "{plan:?}");
        assert!(server.refused("query", json!({"sql": "SELECT * FROM order"})).contains("syntax error"));
    }
}

#[test]
fn postgres_over_each_transport() {
    for mut server in Server::both(&postgres().url()) {
        let tables = server.ok("tables", json!({}));
        let names: Vec<&Value> =
            tables["tables"].as_array().expect("tables").iter().map(|table| &table["name"]).collect();
        assert_eq!(names, ["audit.events", "customers", "kinds", "names"]);
        assert!(tables["dialect"].as_str().is_some_and(|dialect| dialect.starts_with("PostgreSQL 1")));
        let like = server.ok("tables", json!({"like": "CUST"}));
        let customers = json!({"name": "customers", "kind": "table", "rows": 500, "comment": "Who buys"});
        assert_eq!(like["tables"], json!([customers]));

        let described = server.ok("describe", json!({"table": "Customers"}));
        let balance =
            json!({"name": "balance", "type": "numeric(12,2)", "nullable": false, "comment": "in euro"});
        assert_eq!(described["columns"][3], balance);
        assert_eq!(described["constraints"], json!(["PRIMARY KEY (id)", "UNIQUE (name)"]));
        let events = server.ok("describe", json!({"table": "audit.events"}));
        assert_eq!(events["constraints"][1], "FOREIGN KEY (customer) REFERENCES customers(id)");
        assert!(server.refused("describe", json!({"table": "hidden"})).contains("there is no table"));

        let plan = server.call("explain", json!({"sql": "SELECT * FROM customers WHERE name = 'x'"}));
        assert!(text(&plan).contains("Index Scan using customers_name_key"), "{plan:?}");
        let some = server.ok("query", json!({"sql": "SELECT name FROM customers ORDER BY id;", "limit": 2}));
        let columns = json!([{"name": "name", "type": "text"}]);
        assert_eq!((&some["columns"], &some["row_count"]), (&columns, &json!(2)));
        assert_eq!(
            (&some["rows"], &some["truncated"]),
            (&json!([["customer 1"], ["customer 2"]]), &json!(true))
        );
    }
}

#[test]
fn values_of_postgres_lose_nothing() {
    let mut server = Server::stdio(&postgres().url());
    let answer = server.ok("query", json!({"sql": "SELECT * FROM kinds ORDER BY small"}));
    let names: Vec<&str> = answer["columns"]
        .as_array()
        .expect("columns")
        .iter()
        .filter_map(|column| column["type"].as_str())
        .collect();
    assert_eq!(names[..5], ["int2", "int8", "numeric", "float8", "bool"]);
    assert_eq!(names[12], "color");
    let first = json!([
        1,
        "9223372036854775807",
        "12345678901234567890.12345",
        "NaN",
        true,
        "ä",
        "2024-02-29",
        "2024-02-29 10:00:00+00",
        "1 day 02:03:04",
        answer["rows"][0][9],
        "\\x00ff",
        "{1,NULL}",
        "red",
        "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"
    ]);
    let second = json!([
        2,
        9_007_199_254_740_992_u64,
        null,
        0.1,
        null,
        "",
        "infinity",
        null,
        null,
        null,
        "\\x",
        "{}",
        null,
        null
    ]);
    assert_eq!(answer["rows"], json!([first, second]));
    assert!(answer["rows"][0][9].as_str().is_some_and(|json| json.starts_with("{\"a\": 1000000")));
    for (sql, rows) in [
        ("SELECT 1 AS a, 2 AS a", json!([[1, 2]])),
        ("SELECT row(1, 'a'), NULL, 'x'::char(3)", json!([["(1,a)", null, "x"]])),
        ("SELECT 1 FROM customers WHERE false", json!([])),
        ("TABLE names ORDER BY name LIMIT 1", json!([["customer 1"]])),
        ("VALUES (1, 'a'), (2, 'b') -- a list", json!([[1, "a"], [2, "b"]])),
        ("WITH x AS (SELECT 1 AS y) SELECT y FROM x /* ; */ ; ", json!([[1]])),
        ("SELECT ';'", json!([[";"]])),
    ] {
        assert_eq!(server.rows(sql), rows, "{sql}");
    }
    let large =
        server.ok("query", json!({"sql": "SELECT repeat('ä', 1000000) FROM customers", "limit": 500}));
    assert!(large.to_string().len() < 300_000, "{}", large["row_count"]);
    assert!(large["note"].as_str().is_some_and(|note| note.contains("no more fit") && note.contains("2000")));
}

#[test]
fn a_long_query_reports_progress() {
    let file = File::sample("progress");
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
    for (database, sql) in [(postgres().url(), "SELECT pg_sleep(100)"), (file.path(), endless)] {
        for mut server in Server::both(&database) {
            let answer = server.call("query", json!({"sql": sql, "seconds": 3}));
            assert!(text(&answer).contains("stopped: it took longer than 3 s"), "{answer:?}");
            let done: Vec<f64> =
                answer.progress.iter().filter_map(|step| step["progress"].as_f64()).collect();
            assert!(!done.is_empty() && done.is_sorted(), "{answer:?}");
            assert_eq!(answer.progress[0]["total"].as_f64(), Some(3.0));
            assert!(
                answer.progress[0]["message"].as_str().is_some_and(|message| message.contains("rows read"))
            );
        }
    }
}

#[test]
fn thirty_two_clients_at_once() {
    let file = File::sample("many");
    let slow = |wait: &str, n: u64| format!("SELECT {n}, count(*) FROM customers{wait}");
    for (database, wait) in [(postgres().url(), ", pg_sleep(0.2)"), (file.path(), "")] {
        for mut server in Server::both(&database) {
            let calls: Vec<_> =
                (1..=32).map(|n| (n, server.begin(n, "query", json!({"sql": slow(wait, n)})))).collect();
            for (n, call) in calls {
                let answer = server.answer(call);
                assert_eq!(answer.result["structuredContent"]["rows"][0][0], n, "{answer:?}");
            }
        }
    }
}

#[test]
fn a_database_that_is_not_there_is_said_without_its_password() {
    let url = postgres().url();
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let silent = nobody.local_addr().expect("an address").port();
    let [_, at] = url.split('@').collect::<Vec<_>>()[..] else { panic!("{url}") };
    for (database, words) in [
        (format!("postgres://reader:{PASSWORD}@127.0.0.1:1/shop"), "there is no connection to it"),
        (format!("postgres://reader:{PASSWORD}@127.0.0.1:{silent}/shop"), "it does not answer"),
        (format!("postgres://reader:wrong-{PASSWORD}@{at}"), "it refuses this server"),
        (format!("postgres://nobody:{PASSWORD}@{at}"), "it refuses this server"),
        (url.replace("/shop", "/nothing"), "it refuses this server"),
        (url.replace("disable", "require"), "there is no connection to it"),
    ] {
        for mut server in Server::both(&database) {
            let text = server.refused("query", json!({"sql": "SELECT 1"}));
            assert!(text.contains("cannot be reached") && text.contains(words), "{database}: {text}");
            for secret in ["reader", "nobody", "nothing", "127.0.0.1", "shop"] {
                assert!(!text.contains(secret), "{database}: {text}");
            }
        }
    }
    let refused = server::command(&format!("postgres://reader:{PASSWORD}@[/shop")).output().expect("it runs");
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(said.contains("the URL of the database is not understood") && !said.contains(PASSWORD), "{said}");
    assert_eq!(refused.status.code(), Some(2));
}

#[test]
fn a_lost_connection_is_made_anew() {
    let admin = postgres().admin();
    let mut server = Server::stdio(&postgres().url());
    let process = server.rows("SELECT pg_backend_pid()")[0][0].clone();
    assert_eq!(server.rows("SELECT pg_backend_pid()")[0][0], process, "a connection is used again");
    assert_eq!(admin.run(&format!("SELECT pg_terminate_backend({process})")), ["t"]);
    // The connection may be taken once more before its end is seen.
    assert!(eventually(|| server.call("query", json!({"sql": "SELECT 2"})).result["isError"] != true));
    assert_ne!(server.rows("SELECT pg_backend_pid()")[0][0], process);
}
