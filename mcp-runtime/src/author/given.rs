//! An input schema that an author gave, taken apart for the arguments of its tool. It goes out as it was written, and its words
//! hold for calls.

use serde_json::{Map, Value, json};

use crate::author::table::Marked;
use crate::outcome::error::Error;
use crate::schema;
use crate::schema::author_schema::{fault, target};

/// A schema of an author's, ready to be compiled.
#[derive(Debug)]
pub(crate) struct Given {
    /// As it was written.
    pub(crate) whole: Value,
    /// The schema of each argument, with references into `defs` only.
    pub(crate) properties: Map<String, Value>,
    pub(crate) required: Vec<String>,
    pub(crate) defs: Value,
}

impl Given {
    /// Reads the schema of a tool, `raw`. What is wrong has the words that the macro has for it.
    pub(crate) fn read(tool: &Marked<()>, raw: &str) -> Result<Self, Error> {
        let arguments = || tool.args.iter().filter(|field| field.kind.is_argument());
        let names: Vec<&str> = arguments().map(|field| field.name).collect();
        let refused = |fault: String| Error::new(format!("the schema of the tool `{}`: {fault}", tool.name));
        if let Some(fault) = fault(raw, &names) {
            return Err(refused(fault));
        }
        let whole: Value = serde_json::from_str(raw).map_err(|error| refused(error.to_string()))?;
        let listed = |key: &str| whole.get(key).and_then(Value::as_array).into_iter().flatten();
        let required = listed("required").filter_map(Value::as_str).map(str::to_owned).collect();
        let mut parts = Parts { whole: &whole, defs: Map::new() };
        let mut properties = whole.get("properties").and_then(Value::as_object).cloned().unwrap_or_default();
        properties.values_mut().for_each(|schema| parts.ready(schema));
        for field in arguments() {
            match properties.get_mut(field.name) {
                Some(schema) => limit(schema, field),
                None if field.default.is_none() && !(field.optional)() => {
                    return Err(refused(format!(
                        "the function needs `{}`, which is none of the `properties`: no client could call the tool",
                        field.name
                    )));
                }
                None => {}
            }
        }
        let defs = if parts.defs.is_empty() { Value::Null } else { Value::Object(parts.defs) };
        Ok(Self { whole, properties, required, defs })
    }
}

/// Beside a schema of the author's `#[arg(…)]` holds as well, where the schema says nothing of the same.
fn limit(schema: &mut Value, field: &crate::author::field::Field) {
    let Value::Object(members) = schema else { return };
    let mut own = Map::new();
    field.rules.annotate(&mut own);
    for (key, value) in own {
        members.entry(key).or_insert(value);
    }
}

struct Parts<'a> {
    whole: &'a Value,
    /// What references mean, by their names.
    defs: Map<String, Value>,
}

impl Parts<'_> {
    fn ready(&mut self, schema: &mut Value) {
        self.bring(schema);
        schema::for_plan(schema);
    }

    /// Makes references those of the own definitions, and the tuples of draft-07 those of 2020-12.
    fn bring(&mut self, schema: &mut Value) {
        let Value::Object(members) = schema else { return };
        if let Some(Value::String(reference)) = members.get_mut("$ref") {
            let name = reference.strip_prefix("#/$defs/").unwrap_or(reference).to_owned();
            let meant = target(self.whole, reference);
            *reference = format!("#/$defs/{name}");
            if !self.defs.contains_key(&name) {
                let mut meant = meant.cloned().unwrap_or_default();
                // It may refer to itself.
                self.defs.insert(name.clone(), json!({}));
                self.ready(&mut meant);
                self.defs.insert(name, meant);
            }
        }
        if members.get("items").is_some_and(Value::is_array)
            && let Some(tuple) = members.shift_remove("items")
        {
            members.insert("prefixItems".into(), tuple);
            let rest = members.shift_remove("additionalItems");
            members.insert("items".into(), rest.unwrap_or_else(|| json!({})));
        }
        schema::for_each_inner(members, &mut |inner| self.bring(inner));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::author::args::Kind;
    use crate::schema::plan::{Mode, Plan, walk};

    fn plan(schema: &str) -> Plan {
        let whole = format!(r#"{{"type":"object","properties":{{"v":{schema}}},"$defs":{DEFS}}}"#);
        assert_eq!(fault(&whole, &["v"]), None, "{whole}");
        let whole: Value = serde_json::from_str(&whole).expect("JSON");
        let mut parts = Parts { whole: &whole, defs: Map::new() };
        let mut schema = whole["properties"]["v"].clone();
        parts.ready(&mut schema);
        Plan::of_author(&schema, &Value::Object(parts.defs))
    }

    const DEFS: &str = r##"{"tree":{"type":"object","properties":{"n":{"type":"integer","maximum":9},
        "of":{"type":"array","items":{"$ref":"#/$defs/tree"}}},"required":["n"],"additionalProperties":false},
        "also":{"$ref":"#/$defs/tree"}}"##;

    #[test]
    fn all_of_it_holds_and_nothing_else() {
        let (own, open) = (r##"{"$ref":"#/$defs/also"}"##, r#"{"type":"object","properties":{"name":{}}}"#);
        let either = r#"{"anyOf":[{"type":"integer","maximum":5},{"type":"integer","minimum":10}]}"#;
        let some = r#"{"type":"object","properties":{"a":{},"b":{}},"additionalProperties":false,
            "anyOf":[{"required":["a"]},{"required":["b"]}]}"#;
        let pair = r#"{"prefixItems":[{"type":"integer"},{"type":"string"}],"items":false}"#;
        for (schema, value, right) in [
            (own, json!({"n": 1, "of": [{"n": 9}]}), true),
            (own, json!({"n": 1, "of": [{"n": 10}]}), false),
            (own, json!({"of": []}), false),
            (own, json!({"n": 1, "more": 1}), false),
            (own, json!([1]), false),
            (open, json!({"name": 1, "nama": 2, "nam": 3}), true),
            (open, json!({"nama": 2}), true),
            (either, json!(12), true),
            (either, json!(7), false),
            (some, json!({"b": 1}), true),
            (some, json!({}), false),
            (some, json!({"a": 1, "c": 1}), false),
            (pair, json!([1, "a"]), true),
            (pair, json!([1]), true),
            (pair, json!([1, 2]), false),
            (pair, json!([1, "a", 2]), false),
            (r#"{"const":"x"}"#, json!("x"), true),
            (r#"{"const":"x"}"#, json!("y"), false),
            (r#"{"enum":["x",1,null]}"#, json!(null), true),
            (r#"{"type":["string","null"]}"#, json!(1), false),
            (r#"{"type":"string","format":"date"}"#, json!("2026-02-30"), false),
            (r#"{"anyOf":[{"format":"date"},{"maxLength":3}]}"#, json!("abc"), true),
            (r#"{"minItems":2,"maxItems":2,"prefixItems":[{},{}]}"#, json!([1]), false),
            // What headers repeat is within what they carry, although the schema need not say so.
            (r#"{"type":"integer","x-mcp-header":"N"}"#, json!(1_u64 << 53), false),
            (r#"{"type":"integer","x-mcp-header":"N"}"#, json!((1_u64 << 53) - 1), true),
            ("false", json!(1), false),
            ("true", json!({"a": [null]}), true),
        ] {
            let problems = walk(&plan(schema), &mut value.clone(), "v", Mode::Strict);
            assert_eq!(problems.is_empty(), right, "{schema} {value} {problems:?}");
        }
    }

    #[test]
    fn tuples_of_draft_07_are_read() {
        let mut schema = json!({"items": [{"type": "integer"}], "additionalItems": {"type": "string"}});
        Parts { whole: &json!({}), defs: Map::new() }.ready(&mut schema);
        let plan = Plan::of_author(&schema, &Value::Null);
        for (value, right) in [(json!([1, "a"]), true), (json!([1, 2]), false), (json!(["a"]), false)] {
            let problems = walk(&plan, &mut value.clone(), "v", Mode::Strict);
            assert_eq!(problems.is_empty(), right, "{value} {problems:?}");
        }
    }

    #[test]
    fn what_no_client_could_call_is_refused() {
        const FIELDS: &[crate::author::field::Field] = &[crate::author::field::Field::of::<u8>("n", "")];
        assert!(matches!(FIELDS[0].kind, Kind::Argument));
        let call = crate::author::table::Callee::Free(|_| crate::author::run::Run(None));
        let tool = Marked::tool("t", "", FIELDS, |_| crate::outcome::Output(None), call);
        for (text, words) in [
            (r#"{"type":"object"}"#, Some("the function needs `n`")),
            ("nonsense", Some("the schema of the tool `t`: the schema is not JSON: expected")),
            (r#"{"type":"object","properties":{"n":{}}}"#, None),
        ] {
            let error = Given::read(&tool, text).err().map(|error| error.to_string());
            let right = match (&error, words) {
                (Some(error), Some(words)) => error.contains(words),
                (error, words) => error.is_none() && words.is_none(),
            };
            assert!(right, "{text}: {error:?}");
        }
    }
}
