//! What each rule sees in a schema, in a name, or in a text.

use serde_json::Value;

use crate::schema::{author_schema, pattern};

/// The longest description that all show, in characters.
const MAX_DESCRIPTION: usize = 1024;

/// The longest name of a tool that leaves room for what clients put before it, and the longest that providers take.
const MAX_TOOL: (usize, usize) = (40, 64);

fn said(is: bool, what: &str) -> Option<String> {
    is.then(|| what.to_owned())
}

fn has(schema: &Value, key: &str) -> bool {
    schema.get(key).is_some()
}

fn is_kind(schema: &Value, kind: &str) -> bool {
    schema.get("type").is_some_and(|given| given == kind)
}

pub(super) fn long(description: &str) -> Option<String> {
    said(description.chars().count() > MAX_DESCRIPTION, "a description of more than 1024 characters")
}

pub(super) fn refused_name(name: &str) -> Option<String> {
    let is_plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b));
    said(!is_plain || name.len() > MAX_TOOL.1, "a name that is longer than 64, or has a dot")
}

pub(super) fn long_name(name: &str) -> Option<String> {
    said(name.len() > MAX_TOOL.0, "a name of more than 40 characters")
}

pub(super) fn root_choice(root: &Value) -> Option<String> {
    let key = ["allOf", "anyOf", "oneOf"].into_iter().find(|key| has(root, key))?;
    Some(format!("`{key}` at the root of a schema"))
}

pub(super) fn dialect(root: &Value) -> Option<String> {
    said(has(root, "$schema"), "`$schema`")
}

pub(super) fn no_members(schema: &Value, _: &Value) -> Option<String> {
    said(!has(schema, "properties"), "a schema without `properties`")
}

/// What the macro says of the names of arguments.
pub(super) fn member_name(name: &str) -> Option<String> {
    const MOST: usize = 64;
    let count = name.chars().count();
    if count == 0 {
        return Some("an argument name has at least one character".into());
    }
    if count > MOST {
        return Some(format!("an argument name has at most {MOST} characters, this one has {count}"));
    }
    let wrong = name.chars().find(|c| !(c.is_ascii_alphanumeric() || "_-.".contains(*c)))?;
    Some(format!("an argument name holds only `A-Z a-z 0-9 _ - .`, not `{wrong}`"))
}

pub(super) fn boolean(schema: &Value, _: &Value) -> Option<String> {
    said(schema.is_boolean(), "`true` or `false` as a schema")
}

pub(super) fn recursion(schema: &Value, root: &Value) -> Option<String> {
    let reference = schema.get("$ref")?.as_str()?;
    said(comes_back(reference, root), "a type that is in itself")
}

pub(super) fn reference(schema: &Value, root: &Value) -> Option<String> {
    let reference = schema.get("$ref")?.as_str()?;
    said(!comes_back(reference, root), "`$ref`")
}

/// Whether what a reference means refers to itself somewhere.
fn comes_back(reference: &str, root: &Value) -> bool {
    fn refers<'a>(schema: &'a Value, to: &str, root: &'a Value, seen: &mut Vec<&'a str>) -> bool {
        match schema {
            Value::Array(parts) => parts.iter().any(|part| refers(part, to, root, seen)),
            Value::Object(members) => members.iter().any(|(key, part)| match part {
                Value::String(next) if key == "$ref" => {
                    if next == to {
                        return true;
                    }
                    if seen.contains(&next.as_str()) {
                        return false;
                    }
                    seen.push(next);
                    author_schema::target(root, next).is_some_and(|meant| refers(meant, to, root, seen))
                }
                part => refers(part, to, root, seen),
            }),
            _ => false,
        }
    }
    author_schema::target(root, reference)
        .is_some_and(|meant| refers(meant, reference, root, &mut Vec::new()))
}

pub(super) fn free_keys(schema: &Value, _: &Value) -> Option<String> {
    let open = |key| {
        schema.get(key).is_some_and(|others: &Value| {
            *others == true || others.as_object().is_some_and(|schema| !schema.contains_key("not"))
        })
    };
    let is =
        open("additionalProperties") || open("unevaluatedProperties") || has(schema, "patternProperties");
    said(is, "a map with free keys")
}

const DATA: &str = "an enum with data";

pub(super) fn one_of(schema: &Value, _: &Value) -> Option<String> {
    said(has(schema, "oneOf"), DATA)
}

pub(super) fn any_of(schema: &Value, _: &Value) -> Option<String> {
    said(has(schema, "anyOf"), DATA)
}

pub(super) fn tuple(schema: &Value, _: &Value) -> Option<String> {
    said(
        has(schema, "prefixItems") || schema.get("items").is_some_and(Value::is_array),
        "a tuple of different types",
    )
}

pub(super) fn no_items(schema: &Value, _: &Value) -> Option<String> {
    said(is_kind(schema, "array") && !has(schema, "items"), "a list without `items`")
}

pub(super) fn number_values(schema: &Value, _: &Value) -> Option<String> {
    let values = schema.get("enum").and_then(Value::as_array).into_iter().flatten();
    said(
        values.chain(schema.get("const")).any(|value| !value.is_string() && !value.is_null()),
        "an enum of values that are no texts",
    )
}

pub(super) fn kinds(schema: &Value, _: &Value) -> Option<String> {
    said(schema.get("type").is_some_and(Value::is_array), "a value of more than one type")
}

pub(super) fn null(schema: &Value, _: &Value) -> Option<String> {
    said(is_kind(schema, "null"), "a value that is only ever null")
}

/// Patterns of `#[arg]` were checked while the author compiled; those of `schemars` come only here.
pub(super) fn unreadable(schema: &Value, _: &Value) -> Option<String> {
    let pattern = schema.get("pattern")?.as_str()?;
    let fault = pattern::fault(pattern)?;
    Some(format!("the pattern `{pattern}` ({fault})"))
}

pub(super) fn anything(schema: &Value, _: &Value) -> Option<String> {
    const SAYS: [&str; 7] = ["type", "enum", "const", "$ref", "anyOf", "oneOf", "allOf"];
    let says = SAYS.iter().any(|key| has(schema, key));
    said(schema.is_object() && !says, "a value that may be anything")
}

pub(super) fn format(schema: &Value, _: &Value) -> Option<String> {
    const KNOWN: [&str; 9] =
        ["date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"];
    let format = schema.get("format")?.as_str()?;
    (!KNOWN.contains(&format)).then(|| format!("the format `{format}`"))
}
