//! What a schema says of a value itself, without what is inside of it: its type, its bounds, the form of a text.

use std::cmp::Ordering;

use serde_json::Value;

use super::change::Changes;
use super::schema::others;
use crate::schema::describe::resolve;
use crate::schema::number::Number;

/// How what a schema takes has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shift {
    /// Only some of what it took.
    Narrower,
    /// More than it took.
    Wider,
    /// Something else; or it cannot be said.
    Other,
}

/// Keywords that forbid something, and cannot be compared but for being there.
const RULES: [&str; 22] = [
    "$ref",
    "pattern",
    "format",
    "multipleOf",
    "uniqueItems",
    "contentEncoding",
    "contentMediaType",
    "not",
    "if",
    "then",
    "else",
    "allOf",
    "patternProperties",
    "propertyNames",
    "contains",
    "minContains",
    "maxContains",
    "dependentRequired",
    "dependentSchemas",
    "unevaluatedProperties",
    "unevaluatedItems",
    "x-mcp-header",
];

const NUMBERS: [&str; 4] = ["minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"];

/// Each with what holds without it.
const LEAST: [&str; 3] = ["minLength", "minItems", "minProperties"];
const MOST: [&str; 3] = ["maxLength", "maxItems", "maxProperties"];

/// JSON types; a number that need not be whole is two of them.
const TYPES: [(&str, u8); 7] = [
    ("null", 1),
    ("boolean", 2),
    ("integer", 4),
    ("number", 4 | 8),
    ("string", 16),
    ("array", 32),
    ("object", 64),
];

/// What of the value itself has changed, if anything, and the keywords in words.
pub(super) fn shift(old: &Value, new: &Value) -> Option<(Shift, String)> {
    let mut found: Vec<Shift> = Vec::new();
    let mut words: Vec<String> = Vec::new();
    let mut note = |key: &str, shift: Option<Shift>| {
        let Some(shift) = shift else { return };
        found.push(shift);
        words.push(match (old.get(key), new.get(key)) {
            (Some(old), Some(new)) => format!("`{key}` is {new} now, was {old}"),
            (None, Some(new)) => format!("`{key}` is {new} now"),
            (_, None) => format!("`{key}` is gone"),
        });
    };
    note("type", subset(types(old), types(new)));
    let listed = (values(old).is_some(), values(new).is_some());
    note("enum", (listed.0 != listed.1).then_some(if listed.1 { Shift::Narrower } else { Shift::Wider }));
    let chosen = (choices(old), choices(new));
    note(
        "anyOf",
        match chosen {
            (None, Some(all)) => Some(if all.contains(old) { Shift::Wider } else { Shift::Other }),
            (Some(all), None) => Some(if all.contains(new) { Shift::Narrower } else { Shift::Other }),
            _ => None,
        },
    );
    let [low, high] = [(&NUMBERS[..2], Ordering::Greater), (&NUMBERS[2..], Ordering::Less)];
    for (keys, inward) in [low, high] {
        let key = keys.iter().find(|key| old.get(**key) != new.get(**key)).unwrap_or(&keys[0]);
        note(key, moved(bound(old, keys, inward), bound(new, keys, inward), inward));
    }
    for (keys, inward) in [(LEAST, Ordering::Greater), (MOST, Ordering::Less)] {
        for key in keys {
            let count = |schema: &Value| schema.get(key).and_then(Number::of).map(|n| (n, false));
            note(key, moved(count(old), count(new), inward));
        }
    }
    for key in RULES.into_iter().chain(["items", "prefixItems"]) {
        note(key, rule(key, old, new));
    }
    let all = found.into_iter().reduce(|one, other| if one == other { one } else { Shift::Other })?;
    Some((all, words.join(", ")))
}

/// Whether what holds for the value itself is written otherwise, such as `maximum` for `exclusiveMaximum`.
pub(super) fn is_rewritten(old: &Value, new: &Value) -> bool {
    let bounds = NUMBERS.iter().chain(&LEAST).chain(&MOST).chain(&RULES);
    let keys = bounds.chain(&["type", "const", "anyOf", "oneOf"]);
    keys.into_iter().any(|key| old.get(*key).is_some() != new.get(*key).is_some())
}

/// A keyword that cannot be compared in itself. Of what is walked only whether it is there.
fn rule(key: &str, old: &Value, new: &Value) -> Option<Shift> {
    let there = |schema: &'_ Value| {
        schema.get(key).filter(|value| **value != false || key.starts_with("unevaluated")).cloned()
    };
    match (there(old), there(new)) {
        (None, Some(_)) => Some(Shift::Narrower),
        (Some(_), None) => Some(Shift::Wider),
        (Some(_), Some(_)) if key == "items" => None,
        (Some(Value::Array(old)), Some(Value::Array(new))) if key == "prefixItems" => {
            (old.len() != new.len()).then_some(Shift::Other)
        }
        (old, new) => (old != new).then_some(Shift::Other),
    }
}

/// A default, examples and whatever else forbids nothing: models read it.
pub(super) fn annotations(place: &str, old: &Value, new: &Value, changes: &mut Changes) {
    let forbids = |key: &str| {
        let bounds = NUMBERS.iter().chain(&LEAST).chain(&MOST);
        RULES.iter().chain(bounds).any(|rule| *rule == key)
    };
    for key in others(old, new).filter(|key| !forbids(key)) {
        let what = match (old.get(key), new.get(key)) {
            (Some(old), Some(new)) if key == "default" => format!("the default is {new} now, was {old}"),
            (None, Some(new)) if key == "default" => format!("the default is {new} now"),
            (_, None) => format!("has no `{key}` any more"),
            (None, _) => format!("has `{key}` now"),
            _ => format!("another `{key}`"),
        };
        changes.read(place, what);
    }
}

/// The values that an enum lists.
pub(super) fn values(schema: &Value) -> Option<Vec<Value>> {
    let only = schema.get("const").map(|value| vec![value.clone()]);
    only.or_else(|| schema.get("enum")?.as_array().cloned())
}

/// The alternatives of a schema.
pub(super) fn choices(schema: &Value) -> Option<&Vec<Value>> {
    schema.get("anyOf").or_else(|| schema.get("oneOf"))?.as_array()
}

/// What an alternative is known by among the others: the member that tells it apart, else what it is.
pub(super) fn key(choice: &Value, defs: &Value) -> String {
    let schema = resolve(choice, defs);
    let tag =
        schema["properties"].as_object().into_iter().flatten().find_map(|(name, member)| {
            match values(member)?.as_slice() {
                [only] => Some(format!("{name}={only}")),
                _ => None,
            }
        });
    let reference = || choice["$ref"].as_str().map(str::to_owned);
    tag.or_else(reference).unwrap_or_else(|| format!("{} {}", schema["title"], types(schema)))
}

/// The members that have to be there.
pub(super) fn required(schema: &Value) -> Vec<&str> {
    schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// Whether objects fit.
pub(super) fn may_be_object(schema: &Value) -> bool {
    types(schema) & 64 != 0
}

fn types(schema: &Value) -> u8 {
    let of = |name: &str| TYPES.iter().find(|(known, _)| *known == name).map_or(0, |(_, bits)| *bits);
    match (schema.get("type"), values(schema)) {
        (Some(Value::String(name)), _) => of(name),
        (Some(Value::Array(names)), _) => {
            names.iter().filter_map(Value::as_str).fold(0, |bits, name| bits | of(name))
        }
        (None, Some(values)) => values.iter().fold(0, |bits, value| bits | of(of_value(value))),
        _ => u8::MAX,
    }
}

fn of_value(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn subset(old: u8, new: u8) -> Option<Shift> {
    match (old == new, old & new) {
        (true, _) => None,
        (_, both) if both == new => Some(Shift::Narrower),
        (_, both) if both == old => Some(Shift::Wider),
        _ => Some(Shift::Other),
    }
}

/// The end of a range, and whether it is outside of it: of two the one that forbids more.
fn bound(schema: &Value, keys: &[&str], inward: Ordering) -> Option<(Number, bool)> {
    let is_whole = types(schema) & 8 == 0;
    let end = |at: usize| match (schema.get(keys[at]).and_then(Number::of)?, at == 1) {
        (Number::Int(n), true) if is_whole => {
            Some((Number::Int(if inward == Ordering::Greater { n + 1 } else { n - 1 }), false))
        }
        end => Some(end),
    };
    match (end(0), end(1)) {
        (Some(one), Some(other)) if one.0.cmp(other.0) == Some(inward) => Some(one),
        (one, other) => other.or(one),
    }
}

/// How the end of a range moved. `inward` is the order of an end that forbids more.
fn moved(old: Option<(Number, bool)>, new: Option<(Number, bool)>, inward: Ordering) -> Option<Shift> {
    let by = |narrower: bool| Some(if narrower { Shift::Narrower } else { Shift::Wider });
    match (old, new) {
        (None, None) => None,
        (None, Some(_)) => by(true),
        (Some(_), None) => by(false),
        (Some((old, is_outside)), Some((new, outside))) => match new.cmp(old) {
            Some(Ordering::Equal) if is_outside == outside => None,
            Some(Ordering::Equal) => by(outside),
            Some(order) => by(order == inward),
            None => Some(Shift::Other),
        },
    }
}
