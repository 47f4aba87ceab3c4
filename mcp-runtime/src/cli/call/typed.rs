//! What was typed for the flags of a tool, as JSON of its arguments.
//!
//! A value that is typed alone is held against its schema here, so that what is wrong is said by the name of its flag. What is typed as JSON
//! is the tool's to judge. Numbers stay as they were typed, so none is too wide.

use std::collections::BTreeMap;
use std::io::Read as _;

use clap::ArgMatches;
use serde::de::IgnoredAny;
use serde_json::Value;
use serde_json::value::RawValue;

use super::flags::{Flag, flags};
use super::offer::{Kind, Offer, core, kind};
use crate::schema::describe::{describe, shorten};
use crate::schema::plan::{Mode, Plan, walk};

/// Arguments on their way to JSON.
#[derive(Debug)]
enum Node {
    Raw(String),
    Object(Members),
}

type Members = BTreeMap<String, Node>;

/// The arguments as JSON, made of `json` and of the flags, which win. Err: a sentence that names what is wrong.
pub(super) fn arguments(
    offer: &Offer,
    matches: &ArgMatches,
    json: Option<&str>,
    texts_only: bool,
) -> Result<String, String> {
    let mut members = match json {
        Some(json) => {
            object(&source(json)?).map_err(|error| format!("--json: expected a JSON object, {error}"))?
        }
        None => Members::new(),
    };
    for flag in &flags(offer) {
        let Some(typed) = matches.get_many::<String>(&flag.long) else { continue };
        let typed: Vec<&str> = typed.map(String::as_str).collect();
        let mut value = value(flag, &typed)?;
        if texts_only {
            value = Value::from(typed.last().copied().unwrap_or_default()).to_string();
        }
        put(&mut members, &flag.path, value, flag)?;
    }
    missing(offer, &members)?;
    let mut out = String::new();
    write(&members, &mut out);
    Ok(out)
}

/// Refuses arguments that lack one.
fn missing(offer: &Offer, members: &Members) -> Result<(), String> {
    let flags = flags(offer);
    let lacks = flags.iter().filter(|flag| flag.is_whole() && flag.field.required);
    let lacks: Vec<String> = lacks
        .filter(|flag| !members.contains_key(flag.path[0]))
        .map(|flag| format!("{} ({})", flag.written(), flag.expected()))
        .collect();
    if lacks.is_empty() { Ok(()) } else { Err(format!("missing: {}", lacks.join(", "))) }
}

/// What `--json` says: the text itself, that of a file after `@`, or what comes in for `-`.
fn source(json: &str) -> Result<String, String> {
    let failed = |what: &str, error: std::io::Error| format!("--json: {what} cannot be read: {error}");
    if json == "-" {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map_err(|error| failed("standard input", error))?;
        return Ok(text);
    }
    match json.strip_prefix('@') {
        Some(file) => std::fs::read_to_string(file).map_err(|error| failed(file, error)),
        None => Ok(json.to_owned()),
    }
}

/// The members of a JSON object. Err: what is wrong, after `expected a JSON object, `.
fn object(json: &str) -> Result<Members, String> {
    let members = serde_json::from_str::<BTreeMap<String, Box<RawValue>>>(json).map_err(|error| {
        match serde_json::from_str::<Value>(json) {
            Ok(value) => format!("got {}", shorten(&value)),
            Err(_) => format!("and this is no JSON: {error}"),
        }
    })?;
    Ok(members.into_iter().map(|(name, raw)| (name, Node::Raw(raw.get().to_owned()))).collect())
}

/// Puts a value where the path of its flag leads.
fn put(members: &mut Members, path: &[&str], value: String, flag: &Flag<'_>) -> Result<(), String> {
    let [first, rest @ ..] = path else { return Ok(()) };
    if rest.is_empty() {
        members.insert((*first).to_owned(), Node::Raw(value));
        return Ok(());
    }
    let node = members.entry((*first).to_owned()).or_insert_with(|| Node::Object(Members::new()));
    if let Node::Raw(raw) = node {
        let inside = object(raw)
            .map_err(|_| format!("{}: `{first}` is given too, and is no object", flag.written()))?;
        *node = Node::Object(inside);
    }
    match node {
        Node::Object(inner) => put(inner, rest, value, flag),
        Node::Raw(_) => Ok(()),
    }
}

fn write(members: &Members, out: &mut String) {
    out.push('{');
    for (at, (name, node)) in members.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        out.push_str(&Value::from(name.as_str()).to_string());
        out.push(':');
        match node {
            Node::Raw(raw) => out.push_str(raw),
            Node::Object(members) => write(members, out),
        }
    }
    out.push('}');
}

/// What was typed for one flag, as JSON.
fn value(flag: &Flag<'_>, typed: &[&str]) -> Result<String, String> {
    let (name, defs) = (flag.written(), &*flag.field.defs);
    match (kind(flag.schema, defs), typed) {
        (Kind::List(items), [one]) if is_whole_list(items, defs, one) => Ok((*one).to_owned()),
        (Kind::List(items), many) => {
            let items: Result<Vec<String>, String> =
                many.iter().map(|one| single(items, defs, one, &name)).collect();
            Ok(format!("[{}]", items?.join(",")))
        }
        (_, [.., last]) => single(flag.schema, defs, last, &name),
        (_, []) => Ok("null".to_owned()),
    }
}

/// Whether one value is the whole list, and not an item of it that is a list too.
fn is_whole_list(items: &Value, defs: &Value, text: &str) -> bool {
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Array(values)) => {
            !matches!(kind(items, defs), Kind::List(_)) || values.iter().all(Value::is_array)
        }
        _ => false,
    }
}

/// One value for a schema. Err: a sentence with the name of its flag.
pub(super) fn single(schema: &Value, defs: &Value, text: &str, name: &str) -> Result<String, String> {
    let is_json = || serde_json::from_str::<IgnoredAny>(text);
    let quoted = || Value::from(text).to_string();
    let raw = match kind(schema, defs) {
        Kind::Any => return Ok(if is_json().is_ok() { text.to_owned() } else { quoted() }),
        Kind::List(_) | Kind::Object(_) => {
            let expected = describe(schema, defs);
            return match is_json() {
                // Serde takes a list for a struct.
                Ok(IgnoredAny) if text.trim_start().starts_with(['{', '[']) => Ok(text.to_owned()),
                Ok(IgnoredAny) => Err(format!("{name}: expected {expected}, got {text}")),
                Err(error) => Err(format!("{name}: expected JSON of {expected}, and this is none: {error}")),
            };
        }
        Kind::Integer if is_wide(text) => return wide(schema, defs, text, name),
        Kind::Integer | Kind::Number if serde_json::from_str::<serde_json::Number>(text).is_ok() => {
            text.to_owned()
        }
        Kind::Boolean if text == "true" || text == "false" => text.to_owned(),
        Kind::Text | Kind::Integer | Kind::Number | Kind::Boolean => quoted(),
    };
    let mut value: Value = serde_json::from_str(&raw).map_err(|error| format!("{name}: {error}"))?;
    let typed = value.clone();
    match walk(&Plan::new(schema, defs), &mut value, name, Mode::Mend).into_iter().next() {
        Some(problem) => Err(problem),
        None if value == typed => Ok(raw),
        None => Ok(value.to_string()),
    }
}

/// Whether an integer is beyond 64 bits, of which a JSON value here would be a fraction.
fn is_wide(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_integer =
        digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0') && !digits.is_empty();
    is_integer && text.parse::<i64>().is_err() && text.parse::<u64>().is_err()
}

/// An integer that is beyond 64 bits.
fn wide(schema: &Value, defs: &Value, text: &str, name: &str) -> Result<String, String> {
    let inner = core(schema, defs);
    let (low, high) = (inner.get("minimum"), inner.get("maximum"));
    // Only bounds that 64 bits can hold are written as they are.
    let is_bound = |end: Option<&Value>| end.is_some_and(|end| end.is_i64() || end.is_u64());
    let fits = if text.starts_with('-') {
        !is_bound(low) && text.parse::<i128>().is_ok()
    } else {
        !is_bound(high) && text.parse::<u128>().is_ok()
    };
    if fits {
        Ok(text.to_owned())
    } else {
        Err(format!("{name}: expected {}, got {text}", describe(schema, defs)))
    }
}
