//! Input and output schemas, in the shape that the pickiest clients and model providers take.
//!
//! JSON Schema 2020-12. What is emitted avoids what breaks somewhere in the field: `true` as a schema, `["T", "null"]`,
//! formats of numbers, `oneOf`, `$ref` where it can be helped. `clients` is the table of what breaks where. A schema given by the
//! author is left alone.

pub(crate) mod author_schema;
mod choices;
pub(crate) mod clients;
pub(crate) mod describe;
pub(crate) mod fit;
pub(crate) mod format;
pub(crate) mod lint;
#[cfg(feature = "cli")]
pub(crate) mod loose;
pub(crate) mod number;
#[expect(dead_code, unreachable_pub, reason = "the rest is for its twin, in the macros")]
pub(crate) mod overlap;
pub(crate) mod pairs;
pub(crate) mod pattern;
pub(crate) mod plan;
pub(crate) mod resources;
pub(crate) mod suggest;
pub(crate) mod template;
pub(crate) mod uri;
pub(crate) mod uri_value;

use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

pub(crate) use self::choices::describe_as;
use self::choices::{constants, drop_null, number_range, one_kind, single_choice, tuple, variants};

/// The formats that JSON Schema defines and clients know; every other one is left out.
const FORMATS: [&str; 9] = ["date", "date-time", "time", "duration", "email", "uri", "uuid", "ipv4", "ipv6"];

/// Beside the format of a text: `#[arg(format = …)]` of a field named it, so it holds although its type takes every text. Only plans
/// see it.
pub(crate) const HELD_FORMAT: &str = "x-mcp-held-format";

/// Beyond this, and below its negative, JavaScript and what else reads numbers as floats has no integer of its own (M-PARAM-07).
pub(crate) const SAFE_INTEGER: i64 = (1 << 53) - 1;

/// So many things are said of one call: a model mends no more at once.
pub(crate) const MAX_PROBLEMS: usize = 20;

/// Which way values of a schema travel.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// From the client: an optional value is left out, never null.
    In,
    /// To the client: null stays where the value has it.
    Out,
    /// For the walk over a value: null stays, and the formats of numbers, which tell bounds of the type from the author's.
    Plan,
}

/// Whether a schema is of integers that may be beyond those that a header can carry.
pub(crate) fn is_wide(schema: &Map<String, Value>) -> bool {
    let integer = |kind: &Value| kind == "integer";
    schema
        .get("type")
        .is_some_and(|kind| integer(kind) || kind.as_array().is_some_and(|kinds| kinds.iter().any(integer)))
        && schema
            .get("format")
            .is_none_or(|format| ["int64", "uint64", "int", "uint"].iter().any(|wide| format == *wide))
}

/// Bounds the integers of a mirrored argument, where the author does not bound them further.
pub(crate) fn keep_safe(schema: &mut Map<String, Value>) {
    let safe = i128::from(SAFE_INTEGER);
    let is_within = |bound: &Value| {
        let whole = bound.as_i64().map(i128::from).or_else(|| bound.as_u64().map(i128::from));
        whole.is_some_and(|n| n.abs() <= safe)
    };
    for (key, exclusive, end) in
        [("minimum", "exclusiveMinimum", -SAFE_INTEGER), ("maximum", "exclusiveMaximum", SAFE_INTEGER)]
    {
        if ![key, exclusive].iter().any(|key| schema.get(*key).is_some_and(is_within)) {
            schema.shift_remove(exclusive);
            schema.insert(key.into(), end.into());
        }
    }
}

/// The root of an input schema.
pub(crate) fn root<'a>(members: impl Iterator<Item = (&'a str, &'a Value, bool)>, defs: &Value) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (name, schema, needed) in members {
        properties.insert(name.to_owned(), schema.clone());
        if needed {
            required.push(name);
        }
    }
    let mut root = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        root["required"] = required.into();
    }
    root["additionalProperties"] = false.into();
    if !defs.is_null() {
        root["$defs"] = defs.clone();
    }
    root
}

/// How a JSON result becomes structured content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// It does not: it is text.
    Text,
    /// An object, sent as it is.
    Object,
    /// Anything else, sent as `{"result": …}`: clients before 2026-07-28 take only objects, and some later ones too.
    Wrapped,
    /// Nothing is known of it; the value decides.
    Free,
}

/// The output schema, and how the result is sent.
pub(crate) fn output(make: impl FnOnce(&mut SchemaGenerator) -> Option<Schema>) -> (Option<Value>, Shape) {
    let mut generator = generator(Way::Out);
    let Some(schema) = make(&mut generator) else { return (None, Shape::Text) };
    let mut schema = schema.to_value();
    normalise(&mut schema, Way::Out);
    let defs = definitions(generator.take_definitions(true), Way::Out);
    let kind = schema.get("type").and_then(Value::as_str);
    let (mut schema, shape) = match kind {
        Some("object") => (schema, Shape::Object),
        Some("string") if schema.get("enum").is_none() => return (None, Shape::Text),
        Some("null") => return (None, Shape::Text),
        None if schema.as_object().is_none_or(|members| !members.keys().any(|key| key != "description")) => {
            return (None, Shape::Free);
        }
        _ => {
            let wrapped =
                json!({ "type": "object", "properties": { "result": schema }, "required": ["result"] });
            (wrapped, Shape::Wrapped)
        }
    };
    if !defs.is_null() {
        schema["$defs"] = defs;
    }
    (Some(schema), shape)
}

pub(crate) fn generator(way: Way) -> SchemaGenerator {
    let mut settings = SchemaSettings::draft2020_12();
    settings.inline_subschemas = true;
    settings.meta_schema = None;
    if way == Way::Out {
        settings = settings.for_serialize();
    }
    settings.into_generator()
}

pub(crate) fn definitions(mut definitions: Map<String, Value>, way: Way) -> Value {
    if definitions.is_empty() {
        return Value::Null;
    }
    definitions.values_mut().for_each(|schema| normalise(schema, way));
    Value::Object(definitions)
}

/// Writes a schema as plans read it.
pub(crate) fn for_plan(schema: &mut Value) {
    normalise(schema, Way::Plan);
}

/// Rewrites a schema and everything in it into the shape described above.
pub(crate) fn normalise(schema: &mut Value, way: Way) {
    match schema {
        Value::Bool(true) => *schema = json!({}),
        Value::Bool(false) => *schema = json!({ "not": {} }),
        Value::Object(members) => {
            for key in ["title", "$schema"] {
                members.shift_remove(key);
            }
            if way != Way::Plan {
                members.shift_remove(HELD_FORMAT);
            }
            if members.get("default").is_some_and(Value::is_null) {
                members.shift_remove("default");
            }
            if way != Way::Out && members.contains_key("x-mcp-header") && is_wide(members) {
                keep_safe(members);
            }
            if way != Way::Plan {
                bounds_of_width(members);
            }
            drop_format(members, way);
            for_each_inner(members, &mut |inner| normalise(inner, way));
            if way == Way::In {
                drop_null(members);
            }
            constants(members);
            single_choice(members);
            if way == Way::In {
                one_kind(members);
                number_range(members);
                variants(members);
            }
            if members.get("type") == Some(&json!("object"))
                && !members.contains_key("properties")
                && !members.contains_key("additionalProperties")
            {
                members.insert("properties".into(), json!({}));
            }
            tuple(members, way);
        }
        _ => {}
    }
}

/// Calls `visit` with every schema directly inside this one.
pub(crate) fn for_each_inner(members: &mut Map<String, Value>, visit: &mut dyn FnMut(&mut Value)) {
    for key in ["properties", "$defs", "patternProperties"] {
        if let Some(Value::Object(inner)) = members.get_mut(key) {
            inner.values_mut().for_each(&mut *visit);
        }
    }
    for key in ["anyOf", "oneOf", "allOf", "prefixItems"] {
        if let Some(Value::Array(inner)) = members.get_mut(key) {
            inner.iter_mut().for_each(&mut *visit);
        }
    }
    for key in ["items", "not"] {
        if let Some(inner) = members.get_mut(key) {
            visit(inner);
        }
    }
    if let Some(inner @ Value::Object(_)) = members.get_mut("additionalProperties") {
        visit(inner);
    }
}

/// Says the bounds of a 32-bit integer, as schemars does of narrower ones: its format, which is left out, would have told them. Those of
/// 64 bits stay unsaid: what reads numbers as floats has no such integers.
fn bounds_of_width(members: &mut Map<String, Value>) {
    let (low, high) = match members.get("format").and_then(Value::as_str) {
        Some("int32") => (i64::from(i32::MIN), i64::from(i32::MAX)),
        Some("uint32") => (0, i64::from(u32::MAX)),
        _ => return,
    };
    for (key, exclusive, end) in [("minimum", "exclusiveMinimum", low), ("maximum", "exclusiveMaximum", high)]
    {
        if !members.contains_key(key) && !members.contains_key(exclusive) {
            members.insert(key.into(), end.into());
        }
    }
}

fn drop_format(members: &mut Map<String, Value>, way: Way) {
    // The formats of numbers are those that are not texts'.
    let number = |kind: &Value| kind == "integer" || kind == "number";
    let numeric = members
        .get("type")
        .is_some_and(|kind| number(kind) || kind.as_array().is_some_and(|kinds| kinds.iter().any(number)));
    if way == Way::Plan && numeric {
        return;
    }
    let known = members.get("format").and_then(Value::as_str).is_none_or(|format| FORMATS.contains(&format));
    if !known {
        members.shift_remove("format");
    }
}
