//! The query of a client, and its rows.

use std::pin::pin;
use std::sync::atomic::Ordering;

use futures_util::TryStreamExt as _;
use serde_json::Value;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Row, Statement};

use super::error::{fault, fault_in, refused};
use super::session::Session;
use crate::fault::Fault;
use crate::rows::{self, Answer, Column, MAX_CELL};
use crate::source::Query;

pub(super) async fn read(session: &Session, query: &Query) -> Result<Answer, Fault> {
    // As it is, for what it gives, and for faults at their place.
    let statement = prepare(session, &query.sql).await?;
    let columns = statement.columns();
    let (before, wrapped) = wrap(&query.sql, columns.len(), query.limit);
    let wrapped = session.prepare(&wrapped).await.map_err(|error| refused(&error, before))?;
    let described = columns.iter().map(|column| Column {
        name: column.name().to_owned(),
        kind: Some(column.type_().name().to_owned()),
    });
    let mut answer = Answer::new(described.collect(), query.limit);
    let nothing: [&(dyn ToSql + Sync); 0] = [];
    let rows = session.query_raw(&wrapped, nothing).await.map_err(|error| fault(&error, before))?;
    let mut rows = pin!(rows);
    while let Some(row) = rows.try_next().await.map_err(|error| fault(&error, before))? {
        let values = columns.iter().enumerate().map(|(index, column)| value(&row, index, column.type_()));
        if !answer.push(values.collect()) {
            break;
        }
        query.read.fetch_add(1, Ordering::Relaxed);
    }
    Ok(answer.done())
}

/// How a statement would be run.
pub(super) async fn plan(session: &Session, sql: &str) -> Result<String, Fault> {
    prepare(session, sql).await?;
    let rows = session
        .query(&format!("EXPLAIN {sql}"), &[])
        .await
        .map_err(|error| refused(&error, "EXPLAIN ".len()))?;
    Ok(rows.iter().map(|row| row.get(0)).collect::<Vec<&str>>().join("\n"))
}

/// Has PostgreSQL read a statement. It takes only one this way.
async fn prepare(session: &Session, sql: &str) -> Result<Statement, Fault> {
    let statement = session.prepare(sql).await.map_err(|error| fault_in(&error, sql))?;
    if statement.columns().is_empty() {
        return Err(Fault::not_a_query());
    }
    if !statement.params().is_empty() {
        return Err(Fault::has_parameters());
    }
    Ok(statement)
}

/// Puts a query into another one, which gives a row more than the limit, and every value as the start of its text: so
/// neither side ever holds more than is shown, and no type is strange. Only what reads can stand there, and its rows stay
/// in their order. Also says how many characters are in front of the query.
fn wrap(sql: &str, columns: usize, limit: usize) -> (usize, String) {
    let list = |column: &dyn Fn(usize) -> String| (0..columns).map(column).collect::<Vec<_>>().join(", ");
    let names = list(&|n| format!("c{n}"));
    let values = list(&|n| format!("pg_catalog.left(c{n}::pg_catalog.text, {})", MAX_CELL + 1));
    let before = format!("SELECT {values} FROM (\n");
    let sql = sql.trim_end_matches(|c: char| c == ';' || c.is_whitespace());
    let wrapped = format!("{before}{sql}\n) AS q ({names}) LIMIT {}", limit + 1);
    (before.chars().count(), wrapped)
}

/// A value out of its text. What JSON has no type for stays text, and so loses nothing.
fn value(row: &Row, index: usize, kind: &Type) -> Value {
    let Some(text) = row.get::<_, Option<&str>>(index) else { return Value::Null };
    let value = match *kind {
        Type::BOOL => text.parse().map(Value::Bool).ok(),
        Type::INT2 | Type::INT4 | Type::INT8 | Type::OID => text.parse().map(rows::integer).ok(),
        Type::FLOAT4 | Type::FLOAT8 => text.parse().map(rows::float).ok(),
        _ => None,
    };
    value.unwrap_or_else(|| text.into())
}
