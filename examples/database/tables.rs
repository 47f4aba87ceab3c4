//! What is in a database, in words that are the same for every kind.

use mcp_runtime::schemars::{self, JsonSchema};
use serde::Serialize;

/// So many tables are listed at most.
pub(crate) const MAX_TABLES: usize = 500;

/// The tables of a database.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Listing {
    /// The SQL to write: the kind of the database, and its version.
    pub(crate) dialect: String,
    /// The tables and views.
    pub(crate) tables: Vec<Table>,
    /// Whether there are more; ask for some by `like`.
    pub(crate) truncated: bool,
}

/// A table or a view.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Table {
    /// Its name, as SQL takes it.
    pub(crate) name: String,
    /// What it is, such as `table` or `view`.
    pub(crate) kind: String,
    /// About how many rows it has, where the database knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rows: Option<i64>,
    /// What its owner says of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) comment: Option<String>,
}

/// A table in full.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Description {
    /// The table.
    #[serde(flatten)]
    pub(crate) table: Table,
    /// Its columns, in their order.
    pub(crate) columns: Vec<Field>,
    /// Its keys and rules, as SQL writes them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) constraints: Vec<String>,
    /// Its indexes, as SQL writes them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) indexes: Vec<String>,
}

/// A column of a table.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Field {
    /// Its name.
    pub(crate) name: String,
    /// Its type, if it has one.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub(crate) kind: Option<String>,
    /// Whether it may be NULL.
    pub(crate) nullable: bool,
    /// What it is by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) default: Option<String>,
    /// What its owner says of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) comment: Option<String>,
}
