//! What PostgreSQL says of its tables. Only of those that the role may read.

use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use super::error::fault;
use super::session::Session;
use crate::fault::{Fault, Unknown};
use crate::tables::{Description, Field, Listing, MAX_TABLES, Table};

/// The tables and views. A name has its schema where it needs one, and its quotes.
const TABLES: &str = "SELECT c.oid, c.oid::regclass::text,
        CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table' ELSE 'table' END,
        CASE WHEN c.reltuples >= 0 AND c.relkind <> 'v' THEN c.reltuples::bigint END,
        obj_description(c.oid, 'pg_class')
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
        AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'
        AND has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT')";

const COLUMNS: &str = "SELECT a.attname, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull,
        pg_get_expr(d.adbin, d.adrelid), col_description(a.attrelid, a.attnum)
    FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum";

/// All but NOT NULL, which the columns tell.
const CONSTRAINTS: &str = "SELECT pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = $1 AND contype IN ('p', 'u', 'f', 'c', 'x') ORDER BY contype <> 'p', conname";

const INDEXES: &str =
    "SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = $1 ORDER BY indexrelid";

pub(super) async fn tables(session: &Session, wanted: &str) -> Result<Listing, Fault> {
    let sql =
        format!("{TABLES} AND position(lower($1) IN lower(c.oid::regclass::text)) > 0 ORDER BY 2 LIMIT 501");
    let found = rows(session, &sql, &[&wanted]).await?;
    let truncated = found.len() > MAX_TABLES;
    let version = rows(session, "SELECT current_setting('server_version')", &[]).await?;
    let version = version.first().map_or("", |row| row.get(0));
    let tables = found.iter().take(MAX_TABLES).map(table).collect();
    Ok(Listing { dialect: format!("PostgreSQL {version}"), tables, truncated })
}

pub(super) async fn describe(session: &Session, name: &str) -> Result<Description, Fault> {
    let found = rows(session, &format!("{TABLES} AND c.oid = to_regclass($1)"), &[&name]).await?;
    let Some(row) = found.first() else {
        let unknown = Unknown::Table(name.to_owned());
        return Err(Fault::new(format!("there is no table `{name}`")).unknown(Some(unknown)));
    };
    let id: u32 = row.get(0);
    let field = |row: &Row| Field {
        name: row.get(0),
        kind: row.get(1),
        nullable: row.get(2),
        default: row.get(3),
        comment: row.get(4),
    };
    let texts = |rows: Vec<Row>| rows.iter().map(|row| row.get(0)).collect();
    Ok(Description {
        table: table(row),
        columns: rows(session, COLUMNS, &[&id]).await?.iter().map(field).collect(),
        constraints: texts(rows(session, CONSTRAINTS, &[&id]).await?),
        indexes: texts(rows(session, INDEXES, &[&id]).await?),
    })
}

/// The names of all tables, or of all columns.
pub(super) async fn names(session: &Session, unknown: &Unknown) -> Result<Vec<String>, Fault> {
    let sql = match unknown {
        Unknown::Table(_) => format!("SELECT t.regclass FROM ({TABLES}) t (id, regclass) ORDER BY 1"),
        Unknown::Column(_) => format!(
            "SELECT DISTINCT a.attname::text FROM ({TABLES}) t (id) JOIN pg_attribute a ON a.attrelid = t.id
             WHERE a.attnum > 0 AND NOT a.attisdropped"
        ),
    };
    Ok(rows(session, &sql, &[]).await?.iter().map(|row| row.get(0)).collect())
}

fn table(row: &Row) -> Table {
    Table { name: row.get(1), kind: row.get(2), rows: row.get(3), comment: row.get(4) }
}

async fn rows(session: &Session, sql: &str, values: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, Fault> {
    session.query(sql, values).await.map_err(|error| fault(&error, 0))
}
