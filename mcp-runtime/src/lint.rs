//! Schemas that are right and still break somewhere: what some client or model provider does with them, and what to take
//! instead. `list` and `schema` say it to the author.

use serde_json::Value;

use crate::app::App;
use crate::catalog::ToolSpec;

/// Longer descriptions are cut by some clients.
const MAX_DESCRIPTION: usize = 1024;

/// What the author of a server should know, a sentence each.
pub(crate) fn warnings(app: &App) -> Vec<String> {
    app.tools().iter().flat_map(tool).collect()
}

fn tool(tool: &ToolSpec) -> Vec<String> {
    let mut found = Vec::new();
    if tool.doc.chars().count() > MAX_DESCRIPTION {
        found.push(format!(
            "`{}`: some clients cut a description after {MAX_DESCRIPTION} characters",
            tool.name
        ));
    }
    for field in tool.arguments() {
        schema(&field.schema, &format!("`{}`, argument `{}`", tool.name, field.name), &mut found);
    }
    found
}

fn schema(of: &Value, place: &str, found: &mut Vec<String>) {
    let has = |key: &str| of.get(key).is_some();
    if of.get("additionalProperties").is_some_and(Value::is_object) || has("patternProperties") {
        found.push(format!(
            "{place}: into a map with free keys some clients pass nothing; take a list of structs with a key and a value"
        ));
    }
    if has("anyOf") || has("oneOf") {
        found.push(format!(
            "{place}: an enum with data is refused by some models; take a plain enum and an argument for each kind of data"
        ));
    }
    let properties = of.get("properties").and_then(Value::as_object);
    for (name, inner) in properties.into_iter().flatten() {
        schema(inner, &format!("{place}, `{name}`"), found);
    }
    if let Some(items) = of.get("items") {
        schema(items, place, found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_breaks_somewhere_is_said_with_its_place() {
        let mut found = Vec::new();
        let map = json!({"type": "object", "additionalProperties": {"type": "string"}});
        schema(
            &json!({"type": "object", "properties": {"a": {"type": "array", "items": map}}}),
            "x",
            &mut found,
        );
        schema(&json!({"anyOf": []}), "y", &mut found);
        schema(&json!({"type": "object", "properties": {"b": {"type": "string"}}}), "z", &mut found);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].starts_with("x, `a`: into a map") && found[1].starts_with("y: an enum with data"));
    }
}
