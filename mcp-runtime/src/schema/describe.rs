//! Schemas in words: "an integer from 1 to 14", for the errors that a model reads and for the help of the command line.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde_json::Value;

/// Follows a `$ref` into the definitions.
pub(crate) fn resolve<'a>(schema: &'a Value, defs: &'a Value) -> &'a Value {
    schema
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|reference| reference.strip_prefix("#/$defs/"))
        .and_then(|name| defs.get(name))
        .unwrap_or(schema)
}

/// What a value must be.
pub(crate) fn describe(schema: &Value, defs: &Value) -> String {
    inner(schema, defs, &mut Vec::new())
}

/// `seen`: the definitions that this one is inside of. Of itself a type is not described again.
fn inner<'a>(schema: &'a Value, defs: &'a Value, seen: &mut Vec<&'a str>) -> String {
    let reference = schema.get("$ref").and_then(Value::as_str);
    seen.extend(reference);
    let schema = resolve(schema, defs);
    let words = match schema.get("enum") {
        Some(Value::Array(values)) => one_of(values),
        _ => match kind(schema) {
            Some("integer") => format!("an integer{}", bounds(schema)),
            Some("number") => format!("a number{}", bounds(schema)),
            Some("boolean") => "true or false".into(),
            Some("string") => string(schema),
            Some("array") => list(schema, defs, seen),
            Some("object") => object(schema),
            Some("null") => "null".into(),
            _ => choice(schema, defs, seen),
        },
    };
    seen.truncate(seen.len() - usize::from(reference.is_some()));
    words
}

/// The one kind of a schema, or the one beside null: null is said as absence.
fn kind(schema: &Value) -> Option<&str> {
    match schema.get("type")? {
        Value::String(kind) => Some(kind),
        Value::Array(kinds) => {
            let mut kinds = kinds.iter().filter_map(Value::as_str).filter(|kind| *kind != "null");
            let only = kinds.next()?;
            kinds.next().is_none().then_some(only)
        }
        _ => None,
    }
}

fn one_of(values: &[Value]) -> String {
    let values: Vec<String> = values.iter().filter(|value| !value.is_null()).map(Value::to_string).collect();
    if values.len() == 1 { values[0].clone() } else { format!("one of {}", values.join(", ")) }
}

fn list<'a>(schema: &'a Value, defs: &'a Value, seen: &mut Vec<&'a str>) -> String {
    let mut text = format!("a list{}", count(schema, "minItems", "maxItems", "items"));
    if let Some(items) = schema.get("items").filter(|items| items.get("type").is_some()) {
        let _ = write!(text, ", each {}", inner(items, defs, seen));
    }
    text
}

fn choice<'a>(schema: &'a Value, defs: &'a Value, seen: &mut Vec<&'a str>) -> String {
    let Some(choices) = schema.get("anyOf").or_else(|| schema.get("oneOf")).and_then(Value::as_array) else {
        return "any JSON value".into();
    };
    let again = |choice: &Value, seen: &[&str]| {
        choice.get("$ref").and_then(Value::as_str).is_some_and(|reference| seen.contains(&reference))
    };
    let null = |choice: &Value| choice.get("type").is_some_and(|kind| kind == "null");
    let mut texts = Vec::new();
    for choice in choices {
        if !again(choice, seen) && !null(choice) {
            texts.push(inner(choice, defs, seen));
        }
    }
    if texts.is_empty() { "any JSON value".into() } else { texts.join(", or ") }
}

fn string(schema: &Value) -> String {
    let mut text = match schema.get("format").and_then(Value::as_str) {
        Some(format) => {
            let article = if format.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
            format!("a string in the form of {article} {format}")
        }
        None => "a string".into(),
    };
    text.push_str(&count(schema, "minLength", "maxLength", "characters"));
    if let Some(pattern) = schema.get("pattern").and_then(Value::as_str) {
        let _ = write!(text, " that matches `{pattern}`");
    }
    text
}

fn object(schema: &Value) -> String {
    let names: Vec<String> = schema
        .get("properties")
        .and_then(Value::as_object)
        .map(|members| members.iter().map(|(name, member)| named(name, member)).collect())
        .unwrap_or_default();
    if names.is_empty() { "an object".into() } else { format!("an object with {}", names.join(", ")) }
}

/// A member that is one constant tells the variants of an enum apart.
fn named(name: &str, member: &Value) -> String {
    match member.get("enum").and_then(Value::as_array).map(Vec::as_slice) {
        Some([only]) => format!("{name} {only}"),
        _ => name.to_owned(),
    }
}

fn bounds(schema: &Value) -> String {
    let end = |inclusive: &str, exclusive: &str| {
        schema
            .get(inclusive)
            .map(|n| (n.to_string(), ""))
            .or_else(|| schema.get(exclusive).map(|n| (n.to_string(), " (exclusive)")))
    };
    match (end("minimum", "exclusiveMinimum"), end("maximum", "exclusiveMaximum")) {
        (Some((low, a)), Some((high, b))) => format!(" from {low}{a} to {high}{b}"),
        (Some((low, a)), None) => format!(" of at least {low}{a}"),
        (None, Some((high, b))) => format!(" of at most {high}{b}"),
        (None, None) => String::new(),
    }
}

fn count(schema: &Value, min: &str, max: &str, unit: &str) -> String {
    match (schema.get(min), schema.get(max)) {
        (Some(min), Some(max)) if min == max => format!(" of {min} {unit}"),
        (Some(min), Some(max)) => format!(" of {min} to {max} {unit}"),
        (Some(min), None) => format!(" of at least {min} {unit}"),
        (None, Some(max)) => format!(" of at most {max} {unit}"),
        (None, None) => String::new(),
    }
}

/// What a client wrote, as it is shown in an error: the beginning says enough, and nobody is sent back what is large.
pub(crate) fn cut(text: &str) -> Cow<'_, str> {
    cut_to(text, 100)
}

/// The first so many characters, with a mark where there are more.
pub(crate) fn cut_to(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}

/// A value as it is shown in an error: its kind where that is not plain, and no more than fits on a line.
pub(crate) fn shorten(value: &Value) -> String {
    let text = value.to_string();
    let cut = cut_to(&text, 60);
    match value {
        Value::String(_) => format!("the string {cut}"),
        Value::Array(_) => format!("the list {cut}"),
        Value::Object(_) => format!("the object {cut}"),
        _ => cut.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn schemas_in_words() {
        let cases = [
            (json!({"type": "integer", "minimum": 1, "maximum": 14}), "an integer from 1 to 14"),
            (json!({"type": "number", "exclusiveMaximum": 1.5}), "a number of at most 1.5 (exclusive)"),
            (json!({"type": "string", "minLength": 3, "maxLength": 3}), "a string of 3 characters"),
            (json!({"type": "string", "format": "date"}), "a string in the form of a date"),
            (json!({"type": "string", "enum": ["a", "b"]}), r#"one of "a", "b""#),
            (json!({"type": "array", "items": {"type": "boolean"}}), "a list, each true or false"),
            (json!({"type": "object", "properties": {"x": {}, "y": {}}}), "an object with x, y"),
            (json!({}), "any JSON value"),
            (json!({"$ref": "#/$defs/Node"}), "a number"),
        ];
        let defs = json!({"Node": {"type": "number"}});
        for (schema, words) in cases {
            assert_eq!(describe(&schema, &defs), words);
        }
    }
}
