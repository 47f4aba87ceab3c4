//! The server over a connection in memory, with the sample in a file.

use std::path::PathBuf;
use std::time::Duration;

use mcp_runtime::Options;
use mcp_runtime::testing::RawClient;
use serde_json::{Value, json};

use super::*;

/// A folder of one test, gone with it.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("mcp-database-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }

    fn file(&self) -> PathBuf {
        self.0.join("shop.db")
    }

    /// A client of a server of the sample, with something more in it.
    fn client(&self, more: &str) -> Client {
        sample::make(&self.file()).expect("a sample");
        let connection = rusqlite::Connection::open(self.file()).expect("a file");
        connection.execute_batch(more).expect("SQL");
        Client::of(sqlite::Sqlite::new(&self.file()))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

struct Client(RawClient);

impl Client {
    fn of(sqlite: sqlite::Sqlite) -> Self {
        let server = Database::new(Source::Sqlite(sqlite));
        Self(RawClient::new(server, Options::default()).expect("a server"))
    }

    fn call(&mut self, tool: &str, arguments: &Value) -> Value {
        let claim = json!({
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientCapabilities": {},
        });
        let params = json!({"name": tool, "arguments": arguments, "_meta": claim});
        self.0
            .send(&json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}).to_string());
        let answer = self.0.receive(Duration::from_secs(60)).expect("an answer");
        serde_json::from_str(&answer).expect("JSON")
    }

    fn ok(&mut self, tool: &str, arguments: Value) -> Value {
        let answer = self.call(tool, &arguments);
        assert_ne!(answer["result"]["isError"], true, "{answer}");
        answer["result"]["structuredContent"].clone()
    }

    /// The rows of a query.
    fn rows(&mut self, sql: &str) -> Value {
        self.ok("query", json!({"sql": sql}))["rows"].clone()
    }

    fn refused(&mut self, tool: &str, arguments: Value) -> String {
        let answer = self.call(tool, &arguments);
        assert_eq!(answer["result"]["isError"], true, "{answer}");
        answer["result"]["content"][0]["text"].as_str().expect("a text").to_owned()
    }
}

#[test]
fn the_sample_is_made_once() {
    let scratch = Scratch::new("sample");
    let mut client = scratch.client("INSERT INTO products VALUES (99, 'Mine', 'own', 1)");
    sample::make(&scratch.file()).expect("nothing to do");
    assert_eq!(client.rows("SELECT name FROM products WHERE id = 99"), json!([["Mine"]]));
    assert_eq!(std::fs::read_dir(&scratch.0).expect("a folder").count(), 1);
    let sums = "SELECT (SELECT count(*) FROM customers), (SELECT count(*) FROM orders), (SELECT count(*) FROM order_items),
        (SELECT count(*) FROM orders JOIN customers c ON c.id = customer_id WHERE since > ordered)";
    assert_eq!(client.rows(sums), json!([[250, 2400, 6000, 0]]));
}

#[test]
fn what_is_in_the_file() {
    let scratch = Scratch::new("catalog");
    let mut client =
        scratch.client("CREATE TABLE \"my notes\" (text); CREATE VIRTUAL TABLE words USING fts5(word)");
    let tables = client.ok("tables", json!({}));
    let names: Vec<_> =
        tables["tables"].as_array().expect("tables").iter().map(|table| &table["name"]).collect();
    assert_eq!(names, ["customers", "\"my notes\"", "order_items", "orders", "products", "sales", "words"]);
    assert!(tables["dialect"].as_str().is_some_and(|dialect| dialect.starts_with("SQLite 3.")), "{tables}");
    let like = client.ok("tables", json!({"like": "ORDER"}));
    assert_eq!(like["tables"][1], json!({"name": "orders", "kind": "table", "rows": 2400}));

    let orders = client.ok("describe", json!({"table": "Orders"}));
    let status = json!({"name": "status", "type": "TEXT", "nullable": false, "default": "'open'"});
    assert_eq!(orders["columns"][3], status);
    let keys = ["PRIMARY KEY (id)", "FOREIGN KEY (customer_id) REFERENCES customers (id)"];
    assert_eq!(orders["constraints"], json!(keys));
    assert_eq!(orders["indexes"], json!(["CREATE INDEX orders_by_customer ON orders (customer_id)"]));
    let notes = client.ok("describe", json!({"table": "\"my notes\""}));
    assert_eq!(notes["columns"], json!([{"name": "text", "nullable": true}]));
}

#[test]
fn values_of_every_kind() {
    let scratch = Scratch::new("values");
    let mut client =
        scratch.client("CREATE TABLE t (a INTEGER, d DATE); INSERT INTO t VALUES (1, '2024-02-29')");
    let sql = "SELECT a, d, 1.5, NULL, x'00ff', 9007199254740993, -9223372036854775808, 1e999, 'ä', a FROM t";
    let answer = client.ok("query", json!({"sql": sql}));
    let row = json!([
        1,
        "2024-02-29",
        1.5,
        null,
        "\\x00ff",
        "9007199254740993",
        "-9223372036854775808",
        "inf",
        "ä",
        1
    ]);
    assert_eq!(answer["rows"], json!([row]));
    assert_eq!(answer["columns"][1], json!({"name": "d", "type": "DATE"}));
    assert_eq!((&answer["row_count"], &answer["truncated"]), (&json!(1), &json!(false)));
    let none = client.ok("query", json!({"sql": "SELECT a AS x FROM t WHERE a > 1 -- none"}));
    assert_eq!(
        none,
        json!({"columns": [{"name": "x", "type": "INTEGER"}], "rows": [], "row_count": 0, "truncated": false})
    );
}

#[test]
fn an_answer_has_an_end() {
    let scratch = Scratch::new("limits");
    let mut client = scratch.client("");
    let some = client.ok("query", json!({"sql": "SELECT id FROM orders ORDER BY id;", "limit": 3}));
    assert_eq!((&some["rows"], &some["truncated"]), (&json!([[1], [2], [3]]), &json!(true)));
    assert!(some["note"].as_str().is_some_and(|note| note.contains("first 3 rows")), "{some}");
    let all = client.ok("query", json!({"sql": "SELECT id FROM products", "limit": 16}));
    assert_eq!((&all["row_count"], &all["truncated"]), (&json!(16), &json!(false)));
    assert!(client.refused("query", json!({"sql": "SELECT 1", "limit": 1001})).contains("1000"));
    let large =
        client.ok("query", json!({"sql": "SELECT hex(zeroblob(1000000)) FROM orders", "limit": 1000}));
    assert!(large.to_string().len() < 150_000 && large["truncated"] == true, "{}", large["row_count"]);
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
    let late = client.refused("query", json!({"sql": endless, "seconds": 1}));
    assert!(late.contains("longer than 1 s") && late.contains("`seconds`"), "{late}");
    assert!(client.refused("query", json!({"sql": "SELECT zeroblob(1000000000)"})).contains("too big"));
    let wide = format!("SELECT {}1", "hex(zeroblob(8000000)), ".repeat(50));
    assert!(client.refused("query", json!({"sql": wide})).contains("out of memory"));
    assert_eq!(client.rows("SELECT 1"), json!([[1]]));
}

#[test]
fn nothing_but_reading_is_allowed() {
    let scratch = Scratch::new("refused");
    let mut client = scratch.client("CREATE TABLE t (a); INSERT INTO t VALUES (1)");
    let outside = scratch.0.join("outside.db").display().to_string();
    for sql in [
        "INSERT INTO t VALUES (2)",
        "INSERT INTO t VALUES (2) RETURNING a",
        "UPDATE t SET a = 2",
        "DELETE FROM t",
        "WITH x AS (SELECT 1) DELETE FROM t RETURNING a",
        "REPLACE INTO t VALUES (2)",
        "DROP TABLE t",
        "CREATE TABLE u (a)",
        "CREATE TEMP TABLE u (a)",
        "ALTER TABLE t ADD b",
        "ATTACH ':memory:' AS other",
        &format!("ATTACH '{outside}' AS other"),
        &format!("VACUUM INTO '{outside}'"),
        "VACUUM",
        "REINDEX",
        "ANALYZE",
        "BEGIN IMMEDIATE",
        "SAVEPOINT s",
        "PRAGMA query_only = OFF",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA writable_schema = ON",
        "PRAGMA database_list",
        "SELECT * FROM pragma_database_list",
        "SELECT load_extension('x')",
        "SELECT writefile('x', 'y')",
        "SELECT 1; DROP TABLE t",
        "SELECT 1; PRAGMA query_only = OFF",
        "",
        "-- nothing",
        ";",
    ] {
        let text = client.refused("query", json!({"sql": sql}));
        assert!(!text.contains(&*scratch.0.display().to_string()), "{sql}: {text}");
        assert_eq!(client.rows("SELECT a FROM t"), json!([[1]]), "{sql}");
    }
    assert!(client.refused("explain", json!({"sql": "DROP TABLE t"})).contains("only reads"));
    assert!(client.refused("query", json!({"sql": "SELECT ?"})).contains("parameters"));
    assert_eq!(std::fs::read_dir(&scratch.0).expect("a folder").count(), 1);
}

#[test]
fn what_reads_is_allowed() {
    let scratch = Scratch::new("allowed");
    let words = "CREATE VIRTUAL TABLE words USING fts5(word); INSERT INTO words VALUES ('one two'), ('three');
        CREATE VIRTUAL TABLE places USING rtree(id, x1, x2, y1, y2); INSERT INTO places VALUES (1, 0, 1, 0, 1);
        PRAGMA journal_mode = WAL";
    let mut client = scratch.client(words);
    for (sql, rows) in [
        ("SELECT word FROM words WHERE words MATCH 'two'", json!([["one two"]])),
        ("SELECT id FROM places WHERE x1 < 0.5", json!([[1]])),
        (
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3) SELECT sum(i) FROM n",
            json!([[6]]),
        ),
        ("VALUES (1, 2), (3, 4)", json!([[1, 2], [3, 4]])),
        ("SELECT value FROM json_each('[1]') /* a list */ ;", json!([[1]])),
        ("SELECT name FROM sqlite_schema WHERE name = 'sales'", json!([["sales"]])),
        ("SELECT sum(quantity) OVER () FROM sales LIMIT 1", json!([[17206]])),
    ] {
        assert_eq!(client.rows(sql), rows, "{sql}");
    }
    let plan = client.call("explain", &json!({"sql": "SELECT * FROM orders WHERE customer_id = 7"}));
    let plan = plan["result"]["content"][0]["text"].as_str().expect("a text").to_owned();
    assert_eq!(plan, "SEARCH orders USING INDEX orders_by_customer (customer_id=?)");
}

#[test]
fn mistakes_are_answered_with_what_to_do() {
    let scratch = Scratch::new("mistakes");
    let mut client = scratch.client("");
    for (sql, words) in [
        ("SELECT *\nFORM orders", "(line 2, column 1, at `FORM orders`)"),
        ("SELECT * FROM ordres", "no such table: ordres\nhint: did you mean `orders`?"),
        ("SELECT ct FROM customers", "(line 1, column 8, at `ct FROM customers`)"),
        ("SELECT c.nmae FROM customers c", "hint: did you mean `name`?"),
        ("SELECT * FROM main.zzz", "there are: customers, order_items,"),
        ("SELECT nofunction(1)", "no such function"),
        ("SELECT (1", "incomplete input"),
        ("DELETE FROM orders", "hint: give one SELECT"),
        ("SELECT 1; SELECT 2", "hint: give one at a time"),
    ] {
        let text = client.refused("query", json!({"sql": sql}));
        assert!(text.contains(words), "{sql}: {text}");
    }
    assert!(client.refused("describe", json!({"table": "costumers"})).contains("did you mean `customers`?"));
}

#[test]
fn a_file_that_is_not_there_or_no_database_is_said() {
    let scratch = Scratch::new("missing");
    let mut client = Client::of(sqlite::Sqlite::new(&scratch.file()));
    let text = client.refused("tables", json!({}));
    assert!(text.contains("not there") && text.contains("--sample"), "{text}");
    std::fs::write(scratch.file(), "this is no database, and long enough to be taken for one".repeat(100))
        .expect("a file");
    let text = client.refused("tables", json!({}));
    assert!(text.contains("cannot be opened") && !text.contains("shop.db"), "{text}");
    std::fs::remove_file(scratch.file()).expect("a file");
    sample::make(&scratch.file()).expect("a sample");
    assert_eq!(client.rows("SELECT count(*) FROM customers"), json!([[250]]));
}
