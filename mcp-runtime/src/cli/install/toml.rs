//! TOML, edited by a library that keeps what it does not touch.

use serde_json::{Map, Value};
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, TableLike};

use super::format::no_map;

fn read(text: &str) -> Result<DocumentMut, String> {
    text.parse::<DocumentMut>().map_err(|error| {
        let line =
            error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
        format!("is not valid TOML ({} at line {line})", error.message().trim().replace('\n', ", "))
    })
}

pub(super) fn get(text: &str, path: &[&str]) -> Result<Option<Value>, String> {
    let document = read(text)?;
    let mut item = document.as_item();
    for (depth, key) in path.iter().enumerate() {
        let table = item.as_table_like().ok_or_else(|| no_map(path[depth.saturating_sub(1)]))?;
        match table.get(key) {
            Some(next) => item = next,
            None => return Ok(None),
        }
    }
    Ok(Some(value(item)))
}

pub(super) fn set(text: &str, path: &[&str], value: &Value) -> Result<String, String> {
    let mut document = read(text)?;
    let (last, ways) = path.split_last().ok_or("is empty")?;
    let blank = !text.trim().is_empty();
    let mut table: &mut dyn TableLike = document.as_table_mut();
    for key in ways {
        let next = table.entry(key).or_insert_with(|| {
            let mut made = Table::new();
            made.set_implicit(true);
            Item::Table(made)
        });
        table = next.as_table_like_mut().ok_or_else(|| no_map(key))?;
    }
    match value {
        Value::Object(members) if ways.len() == 1 => {
            let mut made = Table::new();
            made.extend(members.iter().map(|(key, value)| (key.as_str(), plain(value))));
            if blank {
                made.decor_mut().set_prefix("\n");
            }
            table.insert(last, Item::Table(made));
        }
        value => {
            let plain = plain(value);
            match table.get_mut(last).and_then(Item::as_value_mut) {
                // A comment behind it stays.
                Some(old) => {
                    let decor = old.decor().clone();
                    *old = plain;
                    *old.decor_mut() = decor;
                }
                None => {
                    table.insert(last, Item::Value(plain));
                }
            }
        }
    }
    Ok(document.to_string())
}

pub(super) fn remove(text: &str, path: &[&str]) -> Result<String, String> {
    let mut document = read(text)?;
    let (last, ways) = path.split_last().ok_or("is empty")?;
    let mut table: &mut dyn TableLike = document.as_table_mut();
    for key in ways {
        let Some(next) = table.get_mut(key) else { return Ok(text.into()) };
        table = next.as_table_like_mut().ok_or_else(|| no_map(key))?;
    }
    table.remove(last);
    Ok(document.to_string())
}

/// What a value is in JSON. Dates are their texts.
fn value(item: &Item) -> Value {
    if let Some(table) = item.as_table_like() {
        return Value::Object(
            table.iter().map(|(key, item)| (key.to_owned(), value(item))).collect::<Map<_, _>>(),
        );
    }
    match item {
        Item::Value(toml_edit::Value::String(text)) => text.value().as_str().into(),
        Item::Value(toml_edit::Value::Integer(number)) => (*number.value()).into(),
        Item::Value(toml_edit::Value::Float(number)) => (*number.value()).into(),
        Item::Value(toml_edit::Value::Boolean(flag)) => (*flag.value()).into(),
        Item::Value(toml_edit::Value::Array(items)) => {
            items.iter().map(|item| value(&Item::Value(item.clone()))).collect()
        }
        other => other.to_string().trim().into(),
    }
}

fn plain(value: &Value) -> toml_edit::Value {
    match value {
        Value::Bool(flag) => (*flag).into(),
        Value::Number(number) => number.as_i64().unwrap_or_default().into(),
        Value::Array(items) => toml_edit::Value::Array(items.iter().map(plain).collect::<Array>()),
        Value::Object(members) => toml_edit::Value::InlineTable(
            members.iter().map(|(key, value)| (key.as_str(), plain(value))).collect::<InlineTable>(),
        ),
        other => other.as_str().unwrap_or_default().into(),
    }
}
