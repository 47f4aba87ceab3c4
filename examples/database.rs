//! A hosted database query tool: look into a SQLite file or a PostgreSQL database, and change nothing.
//!
//! `--database FILE` or `--database postgres://…` names it, or `DATABASE_URL` in the environment, where no list of processes
//! shows a password. Without one it is the file `sample.db`; `--sample` makes and fills the file if it is not there.
//!
//! What keeps it safe is the database, not a look at the SQL. SQLite opens the file for reading and asks for each thing that a
//! statement would do; PostgreSQL runs it in a read-only transaction, as a part of a SELECT. All else is up to the role:
//! see `database/postgres.rs`. A query is a future, and dropping it stops the query in the database: when it takes too long,
//! when the client cancels, and when the client goes away.
#![allow(clippy::doc_markdown, reason = "SQLite is a name")]

#[path = "database/fault.rs"]
mod fault;
#[path = "database/flags.rs"]
mod flags;
#[path = "files/near.rs"]
mod near;
#[path = "database/postgres.rs"]
mod postgres;
#[path = "database/rows.rs"]
mod rows;
#[path = "database/sample.rs"]
mod sample;
#[path = "database/source.rs"]
mod source;
#[path = "database/sqlite.rs"]
mod sqlite;
#[path = "database/tables.rs"]
mod tables;
#[path = "database/watch.rs"]
mod watch;

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;

use mcp_runtime::prelude::*;
use tokio::sync::Semaphore;

use fault::Fault;
use flags::Flags;
use rows::Answer;
use source::{Query, Source};
use tables::{Description, Listing};
use watch::watched;

/// So many queries run at once, each on a connection of its own; more wait.
const MAX_RUNNING: usize = 16;

/// For so long a query waits for its turn.
const MAX_WAIT: Duration = Duration::from_secs(10);

/// For so long the tools look that have no limit to choose.
const LOOK: u64 = 30;

struct Database {
    source: Source,
    running: Semaphore,
}

/// Read one database. Start with `tables`, which also says which dialect of SQL it speaks; then `describe` the tables that matter,
/// and `query` them. Nothing can be changed.
#[mcp_server(name = "database", title = "Database")]
impl Database {
    /// List the tables and views, with their names as SQL takes them.
    #[mcp_tool(read_only, open_world = false)]
    async fn tables(
        &self,
        /// Only those whose name has this in it, in upper or lower case.
        #[arg(default = "", len = ..=200)]
        like: &str,
        cx: &Context,
    ) -> Result<Listing, ToolError> {
        self.run(cx, LOOK, "", &AtomicUsize::default(), self.source.tables(like)).await
    }

    /// Describe a table or view: its columns, keys and indexes.
    #[mcp_tool(read_only, open_world = false)]
    async fn describe(
        &self,
        /// The table, as `tables` names it.
        #[arg(len = 1..=200, example = "customers")]
        table: &str,
        cx: &Context,
    ) -> Result<Description, ToolError> {
        self.run(cx, LOOK, "", &AtomicUsize::default(), self.source.describe(table)).await
    }

    /// Run one SELECT. Integers that a float cannot hold, exact decimals, dates and JSON come as text, bytes as text in hex (`\x00ff`).
    #[mcp_tool(read_only, open_world = false)]
    async fn query(
        &self,
        /// The statement: SELECT, WITH or VALUES, without parameters.
        #[arg(len = 1..=100_000, example = "SELECT name FROM customers ORDER BY name")]
        sql: &str,
        /// The most rows to give.
        #[arg(default = 100, range = 1..=1000)]
        limit: usize,
        /// After so many seconds the query is stopped.
        #[arg(default = 30, range = 1..=120)]
        seconds: u64,
        cx: &Context,
    ) -> Result<Answer, ToolError> {
        let read = Arc::new(AtomicUsize::default());
        let query = Query { sql: sql.to_owned(), limit, read: Arc::clone(&read) };
        self.run(cx, seconds, sql, &read, self.source.query(query)).await
    }

    /// See how the database would run a statement: which indexes it uses, and what it reads in full. It is not run.
    #[mcp_tool(read_only, open_world = false)]
    async fn explain(
        &self,
        /// The statement, as `query` takes it.
        #[arg(len = 1..=100_000)]
        sql: &str,
        cx: &Context,
    ) -> Result<String, ToolError> {
        self.run(cx, LOOK, sql, &AtomicUsize::default(), self.source.explain(sql.to_owned())).await
    }

    /// Does some work in its turn and under its limit. A fault is told with its place in `sql`, and with what may be meant.
    async fn run<T>(
        &self,
        cx: &Context,
        seconds: u64,
        sql: &str,
        read: &AtomicUsize,
        work: impl Future<Output = Result<T, Fault>>,
    ) -> Result<T, ToolError> {
        let Ok(Ok(_turn)) = tokio::time::timeout(MAX_WAIT, self.running.acquire()).await else {
            return Err(ToolError::new(format!("busy: {MAX_RUNNING} queries are running")).hint("try again"));
        };
        match watched(cx, seconds, read, work).await {
            Ok(done) => Ok(done),
            Err(fault) => Err(fault.told(sql, &self.source).await),
        }
    }
}

impl Database {
    fn new(source: Source) -> Self {
        Self { source, running: Semaphore::new(MAX_RUNNING) }
    }
}

fn main() -> ExitCode {
    mcp_runtime::run_args(|flags: Flags| flags.open().map(Database::new))
}

#[cfg(test)]
#[path = "database/tests.rs"]
mod tests;
