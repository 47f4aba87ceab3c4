//! Schemas that are right and still break somewhere: what some client or model provider does with them, and what to take
//! instead.

use serde_json::Value;

/// What is said of a schema, and of all in it.
pub(crate) fn schema(of: &Value, place: &str, found: &mut Vec<String>) {
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
    if let Some(pattern) = of.get("pattern").and_then(Value::as_str) {
        self::pattern(pattern, place, found);
    }
    let properties = of.get("properties").and_then(Value::as_object);
    for (name, inner) in properties.into_iter().flatten() {
        if let Some(why) = name_fault(name) {
            found.push(format!("{place}, `{name}`: {why}; model providers refuse other ones; write `#[serde(rename = \"…\")]`"));
        }
        schema(inner, &format!("{place}, `{name}`"), found);
    }
    let lists =
        ["anyOf", "oneOf", "prefixItems"].into_iter().filter_map(|key| of.get(key)?.as_array()).flatten();
    let others = ["items", "additionalProperties"].into_iter().filter_map(|key| of.get(key));
    lists.chain(others).for_each(|inner| schema(inner, place, found));
}

/// What an author's own schema says and nobody holds: the function must.
pub(crate) fn loose(of: &Value, place: &str, found: &mut Vec<String>) {
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
    crate::schema::for_each_inner(&mut members, &mut |inner| loose(inner, place, found));
}

/// Patterns of `#[arg]` were checked while the author compiled; those of `schemars` come only here.
fn pattern(pattern: &str, place: &str, found: &mut Vec<String>) {
    if let Some(fault) = crate::schema::pattern::fault(pattern) {
        found.push(format!("{place}: clients cannot read the pattern `{pattern}`: {fault}"));
    }
    if regex_lite::Regex::new(pattern).is_err() {
        found.push(format!(
            "{place}: the pattern `{pattern}` is sent and not enforced: `regex-lite` cannot read it"
        ));
    }
}

/// What the macro says of the names of arguments.
fn name_fault(name: &str) -> Option<String> {
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

    #[test]
    fn what_an_author_says_and_nobody_holds_is_said_once() {
        let mut found = Vec::new();
        let list = json!({"type": "array", "uniqueItems": true, "items": {"uniqueItems": true}});
        let own = json!({"properties": {"a": list, "multipleOf": {}}, "if": {}, "not": {}, "minItems": 1});
        loose(&own, "x", &mut found);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].starts_with("x: `if` is sent and") && found[1].starts_with("x: `uniqueItems` is"));
    }

    #[test]
    fn names_and_patterns_of_structs_are_looked_at() {
        let mut found = Vec::new();
        let member = json!({"type": "string", "pattern": "(?i)a"});
        let inner = json!({"type": "object", "properties": {"user id": member, "größe": {}, "fine": {"pattern": "\\p{L}"}}});
        schema(&json!({"oneOf": [inner]}), "x", &mut found);
        let starts = [
            "x: an enum with data",
            "x, `user id`: an argument name holds only `A-Z a-z 0-9 _ - .`, not ` `",
            "x, `user id`: clients cannot read the pattern `(?i)a`",
            "x, `größe`: an argument name holds only",
            "x, `fine`: the pattern `\\p{L}` is sent and not enforced",
        ];
        assert_eq!(found.len(), starts.len(), "{found:?}");
        for (text, start) in found.iter().zip(starts) {
            assert!(text.starts_with(start), "{text}");
        }
    }
}
