//! What writes is refused by the database itself, though the role may write and the SQL is not looked at.

use serde_json::json;

use crate::postgres::postgres;
use crate::server::Server;

#[test]
fn postgres_is_only_read() {
    let admin = postgres().admin();
    let state = "SELECT md5(string_agg(c::text, '')) FROM customers c
        UNION ALL SELECT last_value::text || is_called FROM numbers
        UNION ALL SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT count(*)::text FROM pg_largeobject_metadata";
    let before = admin.run(state);
    let mut server = Server::stdio(&postgres().url());
    for sql in [
        "INSERT INTO customers (name, balance) VALUES ('x', 1)",
        "INSERT INTO customers (name, balance) VALUES ('x', 1) RETURNING id",
        "UPDATE customers SET balance = 0 RETURNING id",
        "DELETE FROM customers",
        "MERGE INTO customers c USING names n ON n.name = c.name WHEN MATCHED THEN DELETE",
        "WITH gone AS (DELETE FROM customers RETURNING id) SELECT * FROM gone",
        "WITH new AS (INSERT INTO customers (name, balance) VALUES ('x', 1) RETURNING id) SELECT * FROM new",
        "SELECT * INTO copied FROM customers",
        "SELECT * FROM customers FOR UPDATE",
        "CREATE TABLE x AS SELECT 1",
        "CREATE TEMP TABLE x (a integer)",
        "DROP TABLE kinds",
        "TRUNCATE kinds",
        "ALTER TABLE kinds ADD x integer",
        "GRANT ALL ON hidden TO reader",
        "LOCK TABLE customers",
        "VACUUM",
        "COPY customers TO STDOUT",
        "COPY customers TO '/tmp/customers'",
        "COPY (SELECT 1) TO PROGRAM 'id'",
        "DO $$ BEGIN DELETE FROM customers; END $$",
        "CALL nothing()",
        "BEGIN",
        "COMMIT",
        "ROLLBACK",
        "SET TRANSACTION READ WRITE",
        "SET default_transaction_read_only = off",
        "SET SESSION AUTHORIZATION admin",
        "PREPARE p AS DELETE FROM customers",
        "EXECUTE p",
        "DECLARE c CURSOR FOR SELECT 1",
        "LISTEN x",
        "SHOW ALL",
        "SELECT 1; DELETE FROM customers",
        "SELECT 1; COMMIT; DELETE FROM customers",
        "COMMIT; DELETE FROM customers RETURNING id",
        "SELECT 1) AS q (c0); DELETE FROM customers; --",
        "SELECT 1) AS q (c0) UNION SELECT (2",
        "SELECT nextval('numbers')",
        "SELECT setval('numbers', 7)",
        "SELECT sneak()",
        "SELECT set_config('transaction_read_only', 'off', false)",
        "SELECT set_config('transaction_read_only', 'off', true)",
        "SELECT query_to_xml('DELETE FROM customers RETURNING 1', true, true, '')",
        "SELECT lo_create(7)",
        "SELECT lo_from_bytea(7, '\\x00')",
        "SELECT lo_export(7, '/tmp/x')",
        "SELECT lo_import('/etc/passwd')",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT pg_ls_dir('/')",
        "SELECT * FROM pg_authid",
        "SELECT * FROM hidden",
        "SELECT pg_reload_conf()",
        "SELECT $1::integer",
        "",
        ";",
        "-- nothing",
    ] {
        let text = server.refused("query", json!({"sql": sql}));
        assert!(!text.contains("cannot be reached") && !text.contains("lost"), "{sql}: {text}");
        assert_eq!(server.rows("SELECT count(*) FROM customers"), json!([[500]]), "{sql}");
    }
    for sql in ["SELECT 1; DELETE FROM customers", "ANALYZE DELETE FROM customers", "EXECUTE p", "SET x = 1"]
    {
        server.refused("explain", json!({"sql": sql}));
    }
    // A plan is no deed.
    server.call("explain", json!({"sql": "DELETE FROM customers RETURNING id"}));
    assert_eq!(admin.run(state), before);
}

#[test]
fn what_a_query_sets_is_gone_after_it() {
    let mut server = Server::stdio(&postgres().url());
    for (sql, look, before) in [
        (
            "SELECT set_config('statement_timeout', '0', false)",
            "SELECT current_setting('statement_timeout')",
            "150s",
        ),
        (
            "SELECT set_config('default_transaction_read_only', 'off', false), set_config('search_path', 'audit', false)",
            "SELECT current_setting('search_path')",
            "\"$user\", public",
        ),
        (
            "SELECT pg_advisory_lock(7)::text",
            "SELECT count(*)::text FROM pg_locks WHERE locktype = 'advisory'",
            "0",
        ),
        ("SELECT pg_notify('x', 'y')::text", "SELECT pg_notification_queue_usage()::text", "0"),
    ] {
        server.rows(sql);
        assert_eq!(server.rows(look), json!([[before]]), "{sql}");
    }
}

#[test]
fn a_client_that_ends_connections_harms_the_server_for_a_moment_at_most() {
    let mut server = Server::stdio(&postgres().url());
    let own = "SELECT pg_terminate_backend(pg_backend_pid())";
    let text = server.refused("query", json!({"sql": own}));
    assert!(text.contains("terminating connection") || text.contains("lost"), "{text}");
    assert_eq!(server.rows("SELECT 1"), json!([[1]]));
}

#[test]
fn mistakes_are_answered_with_what_to_do() {
    let mut server = Server::stdio(&postgres().url());
    for (sql, words) in [
        ("SELECT *\nFORM customers", "(line 2, column 1, at `FORM customers`)"),
        ("SELECT * FROM custmers", "hint: did you mean `customers`?"),
        ("SELECT * FROM audit.evnts", "hint: did you mean `audit.events`?"),
        ("SELECT * FROM zzzzzz", "hint: there are: audit.events, customers, kinds, names"),
        (
            "SELECT nmae FROM customers",
            "at `nmae FROM customers`)\nhint: Perhaps you meant to reference the column \"customers.name\"",
        ),
        ("SELECT c.balanse FROM customers c", "balance"),
        ("SELECT name, 1 / (id - 1) FROM customers", "division by zero"),
        ("SELECT 'ä', 'a'::integer", "(line 1, column 13, at `'a'::integer`)"),
        ("SELECT count(*) FROM customers WHERE", "(at the end of line 1)"),
        ("SELECT lower(1)", "hint: No function matches"),
        ("DELETE FROM customers", "hint: give one SELECT"),
        ("SELECT 1; SELECT 2", "hint: give one at a time"),
        ("SELECT $1::text", "hint: write the values into it"),
        ("SELECT nextval('numbers')", "hint: nothing can be changed here"),
        ("SELECT * FROM hidden", "permission denied for table hidden"),
    ] {
        let text = server.refused("query", json!({"sql": sql}));
        assert!(text.contains(words), "{sql}: {text}");
    }
    assert!(server.refused("describe", json!({"table": "costumers"})).contains("did you mean `customers`?"));
}
