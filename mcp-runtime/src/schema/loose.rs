//! What of a schema is sent and not enforced: the function must.

use serde_json::Value;

/// What an author's own schema says and nobody holds.
pub(crate) fn keywords(of: &Value, place: &str, found: &mut Vec<String>) {
    const LOOSE: [&str; 15] = [
        "allOf",
        "contains",
        "dependentRequired",
        "dependentSchemas",
        "dependencies",
        "else",
        "if",
        "maxProperties",
        "minProperties",
        "multipleOf",
        "propertyNames",
        "then",
        "unevaluatedItems",
        "unevaluatedProperties",
        "uniqueItems",
    ];
    let members = of.as_object().into_iter().flatten();
    // `false` as a schema is held, and has become `not` of anything.
    let open =
        |key: &str, value: &Value| key == "not" && value.as_object().is_some_and(|not| !not.is_empty());
    let keys =
        members.filter(|(key, value)| LOOSE.contains(&key.as_str()) || open(key, value)).map(|(key, _)| key);
    for text in
        keys.map(|key| format!("{place}: `{key}` is sent and not enforced; look at it in the function"))
    {
        if !found.contains(&text) {
            found.push(text);
        }
    }
    let Value::Object(mut members) = of.clone() else { return };
    crate::schema::for_each_inner(&mut members, &mut |inner| keywords(inner, place, found));
}

/// Patterns that Rust cannot read, in a schema and all in it.
pub(crate) fn patterns(of: &Value, place: &str, found: &mut Vec<String>) {
    if let Some(pattern) = of.get("pattern").and_then(Value::as_str)
        && regex_lite::Regex::new(pattern).is_err()
    {
        found.push(format!(
            "{place}: the pattern `{pattern}` is sent and not enforced: `regex-lite` cannot read it"
        ));
    }
    let properties = of.get("properties").and_then(Value::as_object);
    for (name, inner) in properties.into_iter().flatten() {
        patterns(inner, &format!("{place}, `{name}`"), found);
    }
    let lists =
        ["anyOf", "oneOf", "prefixItems"].into_iter().filter_map(|key| of.get(key)?.as_array()).flatten();
    let others = ["items", "additionalProperties"].into_iter().filter_map(|key| of.get(key));
    lists.chain(others).for_each(|inner| patterns(inner, place, found));
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_an_author_says_and_nobody_holds_is_said_once() {
        let mut found = Vec::new();
        let list = json!({"type": "array", "uniqueItems": true, "items": {"uniqueItems": true}});
        let own = json!({"properties": {"a": list, "multipleOf": {}}, "if": {}, "not": {}, "minItems": 1});
        keywords(&own, "x", &mut found);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].starts_with("x: `if` is sent and") && found[1].starts_with("x: `uniqueItems` is"));
    }

    #[test]
    fn what_rust_cannot_read_is_said_with_its_place() {
        let mut found = Vec::new();
        let inner =
            json!({"type": "object", "properties": {"fine": {"pattern": "\\p{L}"}, "a": {"pattern": "a"}}});
        patterns(&json!({"anyOf": [inner]}), "x", &mut found);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("x, `fine`: the pattern `\\p{L}` is sent and not enforced"));
    }
}
