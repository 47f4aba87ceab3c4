//! An input schema that an author wrote: what is wrong with it, in words.
//!
//! This file is in both crates, letter by letter (`cargo xtask tidy` compares them): the macro looks while the author compiles,
//! where the text stands in the attribute, and the runtime when the server is built. Nothing is ever fetched.

use serde_json::{Map, Value};

/// At the root these are refused by model providers, or lead away from what the function takes.
const NOT_AT_ROOT: [&str; 6] = ["oneOf", "anyOf", "not", "enum", "$ref", "patternProperties"];

const KINDS: [&str; 7] = ["object", "array", "string", "integer", "number", "boolean", "null"];

/// From one `$ref` straight to the next: more are a circle.
const MAX_HOPS: usize = 32;

type Checked = Result<(), String>;

/// What is wrong with the text of a schema, for a function whose parameters have these names.
pub(crate) fn fault(text: &str, names: &[&str]) -> Option<String> {
    match serde_json::from_str(text) {
        Ok(schema) => root(&schema, names).err(),
        Err(error) => Some(format!("the schema is not JSON: {error}")),
    }
}

/// What a `$ref` of this schema means in the end; `None` when it leads nowhere.
pub(crate) fn target<'a>(root: &'a Value, reference: &str) -> Option<&'a Value> {
    let mut at = root.pointer(reference.strip_prefix('#')?)?;
    for _ in 0..MAX_HOPS {
        match at.get("$ref").and_then(Value::as_str) {
            Some(next) => at = root.pointer(next.strip_prefix('#')?)?,
            None => return Some(at),
        }
    }
    None
}

fn root(schema: &Value, names: &[&str]) -> Checked {
    let Value::Object(members) = schema else {
        return Err("the schema is not a JSON object".into());
    };
    let old = is_old(members)?;
    if members.get("type").and_then(Value::as_str) != Some("object") {
        return Err(
            "the root of the schema needs `\"type\": \"object\"`: arguments are the members of an object"
                .into(),
        );
    }
    if let Some(key) = NOT_AT_ROOT.iter().find(|key| members.contains_key(**key)) {
        return Err(format!(
            "`{key}` at the root is refused by model providers: write `properties` there, and `{key}` inside of one"
        ));
    }
    Look { root: schema, old }.schema(schema, "")?;
    let properties = members.get("properties").and_then(Value::as_object);
    let has = |name: &str| properties.is_some_and(|properties| properties.contains_key(name));
    let unknown = properties.into_iter().flat_map(Map::keys).find(|name| !names.contains(&name.as_str()));
    if let Some(name) = unknown {
        return Err(format!("`properties` has `{name}`, and the function has no parameter of this name"));
    }
    let required = members.get("required").and_then(Value::as_array).into_iter().flatten();
    match required.filter_map(Value::as_str).find(|name| !has(name)) {
        Some(name) => Err(format!("`required` has `{name}`, which is none of the `properties`")),
        None => Ok(()),
    }
}

/// Whether the schema is of draft-07, the only other draft that clients read.
fn is_old(root: &Map<String, Value>) -> Result<bool, String> {
    let Some(named) = root.get("$schema") else { return Ok(false) };
    let name = named.as_str().unwrap_or_default().trim_end_matches('#');
    match name.split_once("://").map_or(name, |(_, name)| name) {
        "json-schema.org/draft/2020-12/schema" => Ok(false),
        "json-schema.org/draft-07/schema" => Ok(true),
        _ => {
            Err(format!("`$schema` is {named}: clients read 2020-12, which needs no `$schema`, and draft-07"))
        }
    }
}

/// The look at every schema inside of one.
struct Look<'a> {
    root: &'a Value,
    /// In draft-07 `items` can be a list.
    old: bool,
}

impl Look<'_> {
    fn schema(&self, schema: &Value, place: &str) -> Checked {
        match schema {
            Value::Bool(_) => Ok(()),
            Value::Object(members) => {
                mirrored(members, place)?;
                members.iter().try_for_each(|(key, value)| self.keyword(key, value, &below(place, key)))
            }
            _ => must(false, place, "a schema: an object, or true or false"),
        }
    }

    fn keyword(&self, key: &str, value: &Value, place: &str) -> Checked {
        match key {
            "type" => kinds(value, place),
            "$ref" | "$dynamicRef" | "$recursiveRef" => self.reference(value, place),
            "pattern" => {
                must(value.is_string(), place, "a text")?;
                pattern(value.as_str().unwrap_or_default(), place)
            }
            "patternProperties" => {
                value
                    .as_object()
                    .into_iter()
                    .flat_map(Map::keys)
                    .try_for_each(|form| pattern(form, place))?;
                self.each(value, place)
            }
            "properties" | "$defs" | "definitions" | "dependentSchemas" => self.each(value, place),
            "items" if self.old && value.is_array() => self.list(value, place),
            "allOf" | "anyOf" | "oneOf" | "prefixItems" => self.list(value, place),
            "items"
            | "additionalItems"
            | "additionalProperties"
            | "contains"
            | "else"
            | "if"
            | "not"
            | "propertyNames"
            | "then"
            | "unevaluatedItems"
            | "unevaluatedProperties" => self.schema(value, place),
            "required" => must(
                value.as_array().is_some_and(|names| names.iter().all(Value::is_string)),
                place,
                "a list of names",
            ),
            "enum" => {
                must(value.as_array().is_some_and(|values| !values.is_empty()), place, "a list of values")
            }
            "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" => {
                must(value.is_number(), place, "a number")
            }
            "multipleOf" => must(value.as_f64().is_some_and(|n| n > 0.0), place, "a number above 0"),
            "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties"
            | "minContains" | "maxContains" => must(value.is_u64(), place, "a whole number of at least 0"),
            "format" | "title" | "description" | "$id" | "$anchor" | "$comment" => {
                must(value.is_string(), place, "a text")
            }
            "uniqueItems" | "deprecated" | "readOnly" | "writeOnly" => {
                must(value.is_boolean(), place, "true or false")
            }
            _ => Ok(()),
        }
    }

    fn each(&self, value: &Value, place: &str) -> Checked {
        must(value.is_object(), place, "an object of schemas")?;
        let members = value.as_object().into_iter().flatten();
        members.into_iter().try_for_each(|(name, schema)| self.schema(schema, &below(place, name)))
    }

    fn list(&self, value: &Value, place: &str) -> Checked {
        let schemas = value.as_array().map(Vec::as_slice).unwrap_or_default();
        must(!schemas.is_empty(), place, "a list of schemas")?;
        let mut schemas = schemas.iter().enumerate();
        schemas.try_for_each(|(index, schema)| self.schema(schema, &format!("{place}[{index}]")))
    }

    fn reference(&self, value: &Value, place: &str) -> Checked {
        must(value.is_string(), place, "a text")?;
        let reference = value.as_str().unwrap_or_default();
        if !reference.starts_with('#') {
            return Err(format!(
                "`{place}` is `{reference}`, which nobody fetches: put that schema into `$defs`, and write `#/$defs/…`"
            ));
        }
        match target(self.root, reference) {
            Some(Value::Object(_) | Value::Bool(_)) => Ok(()),
            _ => Err(format!("`{place}` is `{reference}`, where this schema has no schema")),
        }
    }
}

fn below(place: &str, step: &str) -> String {
    if place.is_empty() { step.to_owned() } else { format!("{place}.{step}") }
}

fn must(right: bool, place: &str, what: &str) -> Checked {
    if right { Ok(()) } else { Err(format!("`{place}` must be {what}")) }
}

/// What clients repeat in a header is of one type that a header can carry (2026, M-PARAM-07).
fn mirrored(members: &Map<String, Value>, place: &str) -> Checked {
    let Some(header) = members.get("x-mcp-header") else { return Ok(()) };
    let name = header.as_str().unwrap_or_default();
    let named = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    must(named, &below(place, "x-mcp-header"), "a name of letters, digits and `-`")?;
    let kind = members.get("type").and_then(Value::as_str).unwrap_or_default();
    let carried = ["integer", "string", "boolean"].contains(&kind);
    must(carried, &below(place, "type"), "integer, string or boolean beside `x-mcp-header`")
}

fn kinds(value: &Value, place: &str) -> Checked {
    let listed = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    let known = |kind: &Value| kind.as_str().is_some_and(|kind| KINDS.contains(&kind));
    match listed.iter().find(|kind| !known(kind)) {
        None => must(!listed.is_empty(), place, "a type"),
        Some(kind) => Err(format!("`{place}` is {kind}: the types are {}", KINDS.join(", "))),
    }
}

/// As in `#[arg(pattern = …)]`, one that cannot be enforced is none.
fn pattern(form: &str, place: &str) -> Checked {
    match regex_lite::Regex::new(form) {
        Ok(_) => Ok(()),
        Err(error) => Err(format!("`{place}`: `{form}` cannot be enforced: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_clients_read_passes() {
        let good = [
            r#"{"type":"object"}"#,
            r#"{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{}}"#,
            r##"{"$schema":"http://json-schema.org/draft-07/schema#","type":"object","definitions":{"a":{}},
                "properties":{"n":{"items":[{"$ref":"#/definitions/a"}]}}}"##,
            r##"{"type":"object","properties":{"n":{"$ref":"#/$defs/a"}},"required":["n"],"additionalProperties":false,
                "$defs":{"a":{"anyOf":[{"type":["string","null"]},{"type":"array","items":{"$ref":"#/$defs/a"}}]}}}"##,
            r##"{"type":"object","properties":{"n":true,"m":{"$ref":"#/properties/n"}},"x-own":[1]}"##,
            r#"{"type":"object","properties":{"n":{"type":"integer","x-mcp-header":"Count"}}}"#,
        ];
        for text in good {
            assert_eq!(fault(text, &["n", "m", "cx"]), None, "{text}");
        }
    }

    /// M-JSON-02, M-JSON-04, M-JSON-05, M-PARAM-05, M-PARAM-07, M-TOOL-05, L-TOOL-13
    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let root = [
            ("{", "is not JSON: "),
            ("[]", "not a JSON object"),
            ("{}", "needs `\"type\": \"object\"`"),
            (r#"{"type":["object"]}"#, "needs `\"type\": \"object\"`"),
            (r#"{"type":"object","oneOf":[{}]}"#, "`oneOf` at the root"),
            (r##"{"type":"object","$ref":"#"}"##, "`$ref` at the root"),
            (r#"{"type":"object","properties":{"other":{}}}"#, "`other`, and the function has no parameter"),
            (r#"{"type":"object","required":["n"]}"#, "`required` has `n`, which is none"),
            (r#"{"type":"object","properties":[]}"#, "`properties` must be an object of schemas"),
            (r#"{"$schema":"http://json-schema.org/draft-04/schema#","type":"object"}"#, "and draft-07"),
            (r#"{"$schema":7,"type":"object"}"#, "`$schema` is 7"),
        ];
        for (text, words) in root {
            assert!(fault(text, &["n"]).is_some_and(|fault| fault.contains(words)), "{text}");
        }
        let inside = [
            (r#"{"type":"nonsense"}"#, "`properties.n.type` is \"nonsense\": the types are object"),
            (r#"{"type":[]}"#, "`properties.n.type` must be a type"),
            (r#"{"items":5}"#, "`properties.n.items` must be a schema"),
            (r#"{"items":[{}]}"#, "`properties.n.items` must be a schema"),
            (r#"{"anyOf":[{},{"minLength":-1}]}"#, "`properties.n.anyOf[1].minLength` must be a whole"),
            (r#"{"exclusiveMinimum":true}"#, "`properties.n.exclusiveMinimum` must be a number"),
            (r#"{"x-mcp-header":"a b","type":"string"}"#, "`properties.n.x-mcp-header` must be a name"),
            (r#"{"x-mcp-header":"N","type":"number"}"#, "`properties.n.type` must be integer, string or"),
            (r#"{"pattern":"("}"#, "`properties.n.pattern`: `(` cannot be enforced"),
            (r#"{"properties":{"a":{"enum":[]}}}"#, "`properties.n.properties.a.enum` must be a list"),
            (r#"{"$ref":"https://example.com/a.json"}"#, "which nobody fetches"),
            (r#"{"$ref":"other.json"}"#, "which nobody fetches"),
            (
                r##"{"$ref":"#/$defs/none"}"##,
                "`properties.n.$ref` is `#/$defs/none`, where this schema has no",
            ),
            (r##"{"$ref":"#/properties/n"}"##, "where this schema has no schema"),
            (r##"{"$ref":"#anchor"}"##, "where this schema has no schema"),
        ];
        for (schema, words) in inside {
            let found = fault(&format!(r#"{{"type":"object","properties":{{"n":{schema}}}}}"#), &["n"]);
            assert!(found.as_ref().is_some_and(|fault| fault.contains(words)), "{schema}: {found:?}");
        }
    }
}
