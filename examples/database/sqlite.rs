//! A SQLite file. Each query has a connection of its own, on a thread of its own, so none leaves anything behind.
//!
//! The file is opened for reading. Before SQLite runs a statement it asks for everything in it, and only what a SELECT needs is
//! allowed: no ATTACH, which would open other files, no PRAGMA, no VACUUM INTO; and it says which statements write. While one
//! runs, SQLite asks every few thousand steps whether to go on: that is how a query is stopped.

#[path = "sqlite/catalog.rs"]
mod catalog;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Error, ErrorCode, OpenFlags, Statement};
use serde_json::Value;

use crate::fault::{Fault, Unknown};
use crate::rows::{self, Answer, Column};
use crate::source::Query;
use crate::tables::{Description, Listing};

/// So many steps of SQLite's machine pass before it asks whether to go on: less than a millisecond.
const STEPS: i32 = 10_000;

/// No value that a query makes or reads is larger, in bytes.
const MAX_VALUE: i32 = 16 << 20;

/// For each connection. All queries together have half a gigabyte, also for what they sort: no query takes the memory or
/// the disk of the machine.
const SETTINGS: &str = "PRAGMA query_only = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;
    PRAGMA hard_heap_limit = 536870912; PRAGMA schema_version";

/// A file with a database.
#[derive(Debug)]
pub(crate) struct Sqlite {
    path: PathBuf,
}

/// Stops a query when the future that waits for it is dropped.
#[derive(Default)]
struct Stop(Arc<AtomicBool>);

impl Drop for Stop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Sqlite {
    pub(crate) fn new(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    pub(crate) async fn tables(&self, like: &str) -> Result<Listing, Fault> {
        let like = like.to_owned();
        self.run(move |connection| Ok(catalog::tables(connection, &like)?)).await
    }

    pub(crate) async fn describe(&self, table: &str) -> Result<Description, Fault> {
        let table = table.to_owned();
        self.run(move |connection| catalog::describe(connection, &table)).await
    }

    pub(crate) async fn names(&self, unknown: &Unknown) -> Result<Vec<String>, Fault> {
        let unknown = unknown.clone();
        self.run(move |connection| Ok(catalog::names(connection, &unknown)?)).await
    }

    pub(crate) async fn query(&self, query: Query) -> Result<Answer, Fault> {
        self.run(move |connection| read(connection, &query)).await
    }

    pub(crate) async fn explain(&self, sql: String) -> Result<String, Fault> {
        self.run(move |connection| {
            prepare(connection, &sql)?;
            Ok(catalog::plan(connection, &sql)?)
        })
        .await
    }

    /// Does some work on a thread where it may block.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let stop = Stop::default();
        let stopped = Arc::clone(&stop.0);
        let path = self.path.clone();
        let done = tokio::task::spawn_blocking(move || {
            let connection = open(&path)?;
            connection.progress_handler(STEPS, Some(move || stopped.load(Ordering::Relaxed)))?;
            work(&connection)
        });
        done.await.map_err(|_| Fault::new("the query broke off"))?
    }
}

/// Opens the file. What is wrong with it is told without saying where it is.
fn open(path: &Path) -> Result<Connection, Fault> {
    if !path.exists() {
        return Err(Fault::new("the database is not there")
            .hint("who runs this server can name another, or have a sample made by --sample"));
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let opened = Connection::open_with_flags(path, flags).and_then(|connection| {
        connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, MAX_VALUE)?;
        connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
        connection.execute_batch(SETTINGS)?;
        Ok(connection)
    });
    opened.map_err(|error| {
        tracing::warn!(%error, "the database cannot be opened");
        Fault::new("the database cannot be opened").hint("only who runs this server can do something")
    })
}

/// Makes a statement out of SQL that somebody wrote. From here on the connection allows no more than that needs.
///
/// To insert, update and delete is among it: the virtual tables of SQLite prepare such statements for themselves, without
/// ever running them here. Whether it is the client's statement that writes is what `readonly` says.
fn prepare<'a>(connection: &'a Connection, sql: &str) -> Result<Statement<'a>, Fault> {
    connection.authorizer(Some(|context: AuthContext<'_>| {
        let allowed = match context.action {
            AuthAction::Select
            | AuthAction::Read { .. }
            | AuthAction::Recursive
            | AuthAction::Insert { .. }
            | AuthAction::Update { .. }
            | AuthAction::Delete { .. } => true,
            AuthAction::Function { function_name } => function_name != "load_extension",
            // So the full text search finds out whether somebody else has written.
            AuthAction::Pragma { pragma_name, pragma_value } => {
                pragma_name == "data_version" && pragma_value.is_none()
            }
            _ => false,
        };
        if allowed { Authorization::Allow } else { Authorization::Deny }
    }))?;
    let statement = connection.prepare(sql)?;
    if statement.column_count() == 0 || !statement.readonly() {
        return Err(Fault::not_a_query());
    }
    if statement.parameter_count() > 0 {
        return Err(Fault::has_parameters());
    }
    Ok(statement)
}

fn read(connection: &Connection, query: &Query) -> Result<Answer, Fault> {
    let mut statement = prepare(connection, &query.sql)?;
    let columns = statement.columns();
    let columns = columns
        .iter()
        .map(|column| Column { name: column.name().to_owned(), kind: column.decl_type().map(str::to_owned) });
    let mut answer = Answer::new(columns.collect(), query.limit);
    let count = statement.column_count();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let row = (0..count).map(|index| Ok(value(row.get_ref(index)?))).collect::<Result<_, Error>>()?;
        if !answer.push(row) {
            break;
        }
        query.read.fetch_add(1, Ordering::Relaxed);
    }
    Ok(answer.done())
}

fn value(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(value) => rows::integer(value),
        ValueRef::Real(value) => rows::float(value),
        ValueRef::Text(value) => rows::text(value),
        ValueRef::Blob(value) => rows::bytes(value),
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        match error {
            Error::MultipleStatement => Self::several_statements(),
            _ if error.sqlite_error_code() == Some(ErrorCode::AuthorizationForStatementDenied) => {
                Self::not_a_query()
            }
            Error::SqlInputError { msg, sql, offset, .. } => {
                let before = usize::try_from(offset).ok().and_then(|offset| sql.get(..offset));
                Self::new(&msg).at(before.map(|before| before.chars().count())).unknown(unknown(&msg))
            }
            Error::SqliteFailure(_, Some(text)) => {
                let unknown = unknown(&text);
                Self::new(text).unknown(unknown)
            }
            error => Self::new(error.to_string()),
        }
    }
}

/// What SQLite did not find. Only its message says so.
fn unknown(message: &str) -> Option<Unknown> {
    let (what, name) = message.strip_prefix("no such ")?.split_once(": ")?;
    let name = name.split(" - ").next()?.to_owned();
    match what {
        "table" => Some(Unknown::Table(name)),
        "column" => Some(Unknown::Column(name)),
        _ => None,
    }
}
