//! The database that is looked into: of one kind or the other.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use crate::fault::{Fault, Unknown};
use crate::postgres::Postgres;
use crate::rows::Answer;
use crate::sqlite::Sqlite;
use crate::tables::{Description, Listing};

/// A query and its limits.
#[derive(Debug)]
pub(crate) struct Query {
    pub(crate) sql: String,
    /// The most rows to give.
    pub(crate) limit: usize,
    /// How many rows were read so far.
    pub(crate) read: Arc<AtomicUsize>,
}

/// A database. Each of its answers is a future; dropping one stops the database.
#[derive(Debug)]
pub(crate) enum Source {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

impl Source {
    pub(crate) async fn tables(&self, like: &str) -> Result<Listing, Fault> {
        match self {
            Self::Sqlite(sqlite) => sqlite.tables(like).await,
            Self::Postgres(postgres) => postgres.tables(like).await,
        }
    }

    pub(crate) async fn describe(&self, table: &str) -> Result<Description, Fault> {
        match self {
            Self::Sqlite(sqlite) => sqlite.describe(table).await,
            Self::Postgres(postgres) => postgres.describe(table).await,
        }
    }

    pub(crate) async fn query(&self, query: Query) -> Result<Answer, Fault> {
        match self {
            Self::Sqlite(sqlite) => sqlite.query(query).await,
            Self::Postgres(postgres) => postgres.query(query).await,
        }
    }

    pub(crate) async fn explain(&self, sql: String) -> Result<String, Fault> {
        match self {
            Self::Sqlite(sqlite) => sqlite.explain(sql).await,
            Self::Postgres(postgres) => postgres.explain(sql).await,
        }
    }

    /// The names that there are of what a statement did not find.
    pub(crate) async fn names(&self, unknown: &Unknown) -> Result<Vec<String>, Fault> {
        match self {
            Self::Sqlite(sqlite) => sqlite.names(unknown).await,
            Self::Postgres(postgres) => postgres.names(unknown).await,
        }
    }
}
