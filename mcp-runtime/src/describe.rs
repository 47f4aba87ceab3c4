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
    let schema = resolve(schema, defs);
    if let Some(Value::Array(values)) = schema.get("enum") {
        let values: Vec<String> = values.iter().map(Value::to_string).collect();
        return if values.len() == 1 { values[0].clone() } else { format!("one of {}", values.join(", ")) };
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("integer") => format!("an integer{}", bounds(schema)),
        Some("number") => format!("a number{}", bounds(schema)),
        Some("boolean") => "true or false".into(),
        Some("string") => string(schema),
        Some("array") => {
            let mut text = format!("a list{}", count(schema, "minItems", "maxItems", "items"));
            if let Some(items) = schema.get("items").filter(|items| items.get("type").is_some()) {
                let _ = write!(text, ", each {}", describe(items, defs));
            }
            text
        }
        Some("object") => object(schema),
        Some("null") => "null".into(),
        _ => match schema.get("anyOf").or_else(|| schema.get("oneOf")).and_then(Value::as_array) {
            Some(choices) => {
                let choices: Vec<String> = choices.iter().map(|choice| describe(choice, defs)).collect();
                choices.join(", or ")
            }
            None => "any JSON value".into(),
        },
    }
}

fn string(schema: &Value) -> String {
    let mut text = match schema.get("format").and_then(Value::as_str) {
        Some(format) => format!("a string in the form of a {format}"),
        None => "a string".into(),
    };
    text.push_str(&count(schema, "minLength", "maxLength", "characters"));
    if let Some(pattern) = schema.get("pattern").and_then(Value::as_str) {
        let _ = write!(text, " that matches `{pattern}`");
    }
    text
}

fn object(schema: &Value) -> String {
    let names: Vec<&str> = schema
        .get("properties")
        .and_then(Value::as_object)
        .map(|members| members.keys().map(String::as_str).collect())
        .unwrap_or_default();
    if names.is_empty() { "an object".into() } else { format!("an object with {}", names.join(", ")) }
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

/// The value and its schema at a path like `items[2].name`.
pub(crate) fn at_path<'a>(
    value: &'a Value,
    schema: &'a Value,
    defs: &'a Value,
    path: &str,
) -> Option<(&'a Value, Option<&'a Value>)> {
    let mut here = (value, Some(resolve(schema, defs)));
    for step in path.split(['.', '[']).filter(|step| !step.is_empty()) {
        let (value, schema) = here;
        here = if let Some(index) = step.strip_suffix(']') {
            (value.get(index.parse::<usize>().ok()?)?, schema.and_then(|schema| schema.get("items")))
        } else {
            let member = schema.and_then(|schema| {
                schema.get("properties").and_then(|all| all.get(step)).or(schema.get("additionalProperties"))
            });
            (value.get(step)?, member)
        };
        here.1 = here.1.map(|schema| resolve(schema, defs));
    }
    Some(here)
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

    #[test]
    fn a_path_leads_to_value_and_schema() {
        let value = json!({"users": [{"name": 5}]});
        let schema =
            json!({"properties": {"users": {"items": {"properties": {"name": {"type": "string"}}}}}});
        let found = at_path(&value, &schema, &Value::Null, "users[0].name");
        assert_eq!(found, Some((&json!(5), Some(&json!({"type": "string"})))));
    }
}
