//! What SQLite says of its tables.

use std::collections::HashMap;

use rusqlite::{Connection, Result};

use crate::fault::{Fault, Unknown};
use crate::tables::{Description, Field, Listing, MAX_TABLES, Table};

/// The tables and views, without those that SQLite keeps for itself.
const TABLES: &str = "SELECT name, type FROM pragma_table_list
    WHERE schema = 'main' AND type <> 'shadow' AND name NOT GLOB 'sqlite_*'";

pub(super) fn tables(connection: &Connection, like: &str) -> Result<Listing> {
    let like = like.to_lowercase();
    let mut tables = all(connection)?;
    tables.retain(|table| table.name.to_lowercase().contains(&like));
    let truncated = tables.len() > MAX_TABLES;
    tables.truncate(MAX_TABLES);
    Ok(Listing { dialect: format!("SQLite {}", rusqlite::version()), tables, truncated })
}

pub(super) fn describe(connection: &Connection, name: &str) -> Result<Description, Fault> {
    let wanted = plain(name);
    let table = all(connection)?.into_iter().find(|table| plain(&table.name).eq_ignore_ascii_case(&wanted));
    let Some(table) = table else {
        return Err(Fault::new(format!("there is no table `{name}`")).unknown(Some(Unknown::Table(wanted))));
    };
    let name = plain(&table.name);
    let (columns, key) = columns(connection, &name)?;
    let mut constraints = references(connection, &name)?;
    if !key.is_empty() {
        constraints.insert(0, format!("PRIMARY KEY ({})", key.join(", ")));
    }
    let sql = "SELECT sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL";
    let indexes = connection.prepare(sql)?.query_map([&name], |row| row.get(0))?.collect::<Result<_>>()?;
    Ok(Description { table, columns, constraints, indexes })
}

/// The names of all tables, or of all columns.
pub(super) fn names(connection: &Connection, unknown: &Unknown) -> Result<Vec<String>> {
    match unknown {
        Unknown::Table(_) => Ok(all(connection)?.into_iter().map(|table| table.name).collect()),
        Unknown::Column(_) => {
            let sql = format!("SELECT DISTINCT c.name FROM ({TABLES}) t, pragma_table_xinfo(t.name) c");
            connection.prepare(&sql)?.query_map([], |row| row.get(0))?.collect()
        }
    }
}

/// How a statement would be run: a line for each step, indented below the step it is a part of.
pub(super) fn plan(connection: &Connection, sql: &str) -> Result<String> {
    let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
    let mut rows = statement.query([])?;
    let mut depths = HashMap::new();
    let mut lines = Vec::new();
    while let Some(row) = rows.next()? {
        let (id, parent, step): (i64, i64, String) = (row.get(0)?, row.get(1)?, row.get(3)?);
        let depth = depths.get(&parent).map_or(0, |depth| depth + 1);
        depths.insert(id, depth);
        lines.push(format!("{}{step}", "  ".repeat(depth)));
    }
    Ok(if lines.is_empty() { "nothing is read".into() } else { lines.join("\n") })
}

fn all(connection: &Connection) -> Result<Vec<Table>> {
    let counts = counts(connection).unwrap_or_default();
    let table = |row: &rusqlite::Row<'_>| {
        let name: String = row.get(0)?;
        let rows = counts.get(&name).copied();
        Ok(Table { name: quoted(&name), kind: row.get(1)?, rows, comment: None })
    };
    connection.prepare(&format!("{TABLES} ORDER BY name"))?.query_map([], table)?.collect()
}

/// How many rows the tables have, as of the last ANALYZE. Without one there is nothing to ask.
fn counts(connection: &Connection) -> Result<HashMap<String, i64>> {
    let sql = "SELECT tbl, max(CAST(stat AS INTEGER)) FROM sqlite_stat1 GROUP BY tbl";
    connection.prepare(sql)?.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// The columns of a table, and those of them that are its primary key.
fn columns(connection: &Connection, table: &str) -> Result<(Vec<Field>, Vec<String>)> {
    let sql = "SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_xinfo(?) WHERE hidden <> 1";
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([table])?;
    let (mut fields, mut key) = (Vec::new(), Vec::new());
    while let Some(row) = rows.next()? {
        let (name, not_null, place): (String, bool, i64) = (row.get(0)?, row.get(2)?, row.get(4)?);
        if place > 0 {
            key.push((place, quoted(&name)));
        }
        let nullable = !not_null && place == 0;
        let kind = Some(row.get(1)?).filter(|kind: &String| !kind.is_empty());
        fields.push(Field { name, kind, nullable, default: row.get(3)?, comment: None });
    }
    key.sort_unstable();
    Ok((fields, key.into_iter().map(|(_, name)| name).collect()))
}

/// What a table refers to.
fn references(connection: &Connection, table: &str) -> Result<Vec<String>> {
    let sql = "SELECT \"table\", group_concat(\"from\", ', '), group_concat(\"to\", ', ')
        FROM pragma_foreign_key_list(?) GROUP BY id ORDER BY id DESC";
    let reference = |row: &rusqlite::Row<'_>| {
        let (other, from, to): (String, String, Option<String>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let to = to.map(|to| format!(" ({to})")).unwrap_or_default();
        Ok(format!("FOREIGN KEY ({from}) REFERENCES {}{to}", quoted(&other)))
    };
    connection.prepare(sql)?.query_map([table], reference)?.collect()
}

/// A name as SQL takes it.
fn quoted(name: &str) -> String {
    let starts = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
    if starts && name.chars().all(|c| c.is_alphanumeric() || c == '_') {
        return name.to_owned();
    }
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A name without its quotes.
fn plain(name: &str) -> String {
    let inner = name.strip_prefix('"').and_then(|name| name.strip_suffix('"'));
    inner.map_or_else(|| name.to_owned(), |inner| inner.replace("\"\"", "\""))
}
