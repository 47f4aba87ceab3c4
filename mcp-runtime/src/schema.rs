//! Input and output schemas, in the shape that the pickiest clients and model providers take.
//!
//! JSON Schema 2020-12. What is emitted avoids what breaks somewhere in the field: `true` as a schema, `["T", "null"]`,
//! formats of numbers, `oneOf` of constants, `$ref` where it can be helped. A schema given by the author is left alone.

use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::outcome::Output;
use crate::schema_plan::Plan;
use crate::table::Field;

/// The formats that JSON Schema defines and clients know; every other one is left out.
const FORMATS: [&str; 9] = ["date", "date-time", "time", "duration", "email", "uri", "uuid", "ipv4", "ipv6"];

/// Beyond this, and below its negative, JavaScript and what else reads numbers as floats has no integer of its own (M-PARAM-07).
pub(crate) const SAFE_INTEGER: i64 = (1 << 53) - 1;

/// Which way values of a schema travel.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// From the client: an optional value is left out, never null.
    In,
    /// To the client: null stays where the value has it.
    Out,
    /// For the walk over a value: null stays, and the formats of numbers, which tell bounds of the type from the author's.
    Plan,
}

/// The schemas of a tool's arguments.
pub(crate) struct Input {
    /// One schema a field, in the order of the table; `{}` where the field is no argument.
    pub(crate) fields: Vec<Value>,
    /// The same, ready for values.
    pub(crate) plans: Vec<Plan>,
    /// The definitions that recursive types refer to.
    pub(crate) defs: Value,
}

/// Makes the schemas of the arguments.
pub(crate) fn input(fields: &[Field]) -> Input {
    let mut generator = generator(Way::In);
    let given: Vec<Value> = fields.iter().map(|field| (field.schema)(&mut generator).to_value()).collect();
    let defs = generator.take_definitions(true);
    let shaped = |way| -> Vec<Value> {
        fields.iter().zip(&given).map(|(field, schema)| one(field, schema, way)).collect()
    };
    let known = definitions(defs.clone(), Way::Plan);
    let plans = shaped(Way::Plan).into_iter().zip(fields).map(|(schema, field)| {
        let mut plan = Plan::new(&schema, &known);
        if field.rules.format.is_some() {
            plan.hold_format();
        }
        plan
    });
    Input { plans: plans.collect(), fields: shaped(Way::In), defs: definitions(defs, Way::In) }
}

fn one(field: &Field, schema: &Value, way: Way) -> Value {
    // Afterwards the width of a number is not known.
    let wide = schema.as_object().is_some_and(is_wide);
    let mut schema = schema.clone();
    normalise(&mut schema, way);
    let Value::Object(members) = &mut schema else { return json!({}) };
    if field.kind.is_argument() {
        annotate(members, field);
        if wide && !field.header.is_empty() {
            keep_safe(members);
        }
    }
    schema
}

/// Adds what `#[arg(…)]` and the doc comment say.
fn annotate(schema: &mut Map<String, Value>, field: &Field) {
    if !field.doc.is_empty() {
        schema.shift_insert(0, "description".into(), field.doc.into());
    }
    field.rules.annotate(schema);
    if let Some(default) = field.default {
        schema.insert("default".into(), default());
    }
    if let Some(example) = field.example {
        schema.insert("examples".into(), json!([example()]));
    }
    if !field.header.is_empty() {
        schema.insert("x-mcp-header".into(), field.header.into());
    }
}

/// Whether a schema is of integers that may be beyond those that a header can carry.
fn is_wide(schema: &Map<String, Value>) -> bool {
    let integer = |kind: &Value| kind == "integer";
    schema
        .get("type")
        .is_some_and(|kind| integer(kind) || kind.as_array().is_some_and(|kinds| kinds.iter().any(integer)))
        && schema
            .get("format")
            .is_none_or(|format| ["int64", "uint64", "int", "uint"].iter().any(|wide| format == *wide))
}

/// Bounds the integers of a mirrored argument, where the author does not bound them further.
fn keep_safe(schema: &mut Map<String, Value>) {
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
pub(crate) fn output(make: fn(&mut SchemaGenerator) -> Output) -> (Option<Value>, Shape) {
    let mut generator = generator(Way::Out);
    let Output(Some(schema)) = make(&mut generator) else { return (None, Shape::Text) };
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

fn generator(way: Way) -> SchemaGenerator {
    let mut settings = SchemaSettings::draft2020_12();
    settings.inline_subschemas = true;
    settings.meta_schema = None;
    if way == Way::Out {
        settings = settings.for_serialize();
    }
    settings.into_generator()
}

fn definitions(mut definitions: Map<String, Value>, way: Way) -> Value {
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
fn normalise(schema: &mut Value, way: Way) {
    match schema {
        Value::Bool(true) => *schema = json!({}),
        Value::Bool(false) => *schema = json!({ "not": {} }),
        Value::Object(members) => {
            for key in ["title", "$schema"] {
                members.shift_remove(key);
            }
            if members.get("default").is_some_and(Value::is_null) {
                members.shift_remove("default");
            }
            if way != Way::Out && members.contains_key("x-mcp-header") && is_wide(members) {
                keep_safe(members);
            }
            drop_format(members, way);
            for_each_inner(members, &mut |inner| normalise(inner, way));
            if way == Way::In {
                drop_null(members);
            }
            constants(members);
            single_choice(members);
            if members.get("type") == Some(&json!("object"))
                && !members.contains_key("properties")
                && !members.contains_key("additionalProperties")
            {
                members.insert("properties".into(), json!({}));
            }
            if members.contains_key("prefixItems") && !members.contains_key("items") {
                members.insert("items".into(), json!({}));
            }
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

/// `["T", "null"]` and `anyOf: [T, null]` become `T`.
fn drop_null(members: &mut Map<String, Value>) {
    if let Some(Value::Array(kinds)) = members.get_mut("type") {
        kinds.retain(|kind| kind != "null");
        if kinds.len() == 1 {
            let only = kinds.remove(0);
            members.insert("type".into(), only);
        }
        if let Some(Value::Array(values)) = members.get_mut("enum") {
            values.retain(|value| !value.is_null());
        }
    }
    for key in ["anyOf", "oneOf"] {
        if let Some(Value::Array(choices)) = members.get_mut(key) {
            choices.retain(|choice| choice.get("type") != Some(&json!("null")));
        }
    }
}

/// `oneOf` of text constants, as of a documented unit enum, becomes `enum`; the texts of the variants move up.
fn constants(members: &mut Map<String, Value>) {
    if let Some(value) = members.shift_remove("const") {
        let text = value.is_string();
        members.insert("enum".into(), json!([value]));
        if text && !members.contains_key("type") {
            members.insert("type".into(), "string".into());
        }
    }
    let mut values = Vec::new();
    let mut texts = Vec::new();
    {
        let Some(Value::Array(choices)) = members.get("oneOf") else { return };
        for choice in choices {
            let Some(Value::Array(some)) = choice.get("enum") else { return };
            if some.iter().any(|value| !value.is_string()) {
                return;
            }
            if let (Some(text), [Value::String(name)]) = (choice.get("description"), some.as_slice()) {
                texts.push(format!("{name}: {}", text.as_str().unwrap_or_default()));
            }
            values.extend(some.iter().cloned());
        }
    }
    members.shift_remove("oneOf");
    let own = members.shift_remove("description");
    members.insert("type".into(), "string".into());
    members.insert("enum".into(), values.into());
    let texts = own.iter().filter_map(Value::as_str).map(str::to_owned).chain(texts).collect::<Vec<_>>();
    if !texts.is_empty() {
        members.insert("description".into(), texts.join("\n").into());
    }
}

/// A choice of one is no choice.
fn single_choice(members: &mut Map<String, Value>) {
    for key in ["anyOf", "oneOf", "allOf"] {
        if members.get(key).and_then(Value::as_array).is_some_and(|choices| choices.len() == 1) {
            let Some(Value::Array(mut choices)) = members.shift_remove(key) else { return };
            let Some(Value::Object(only)) = choices.pop() else { return };
            for (name, value) in only {
                members.entry(name).or_insert(value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema_plan::{Mode, walk};

    #[test]
    fn mirrored_integers_are_within_what_headers_carry() {
        const FIELDS: &[Field] = &[
            Field::of::<u64>("n", "").header("N"),
            Field::of::<Option<i64>>("n", "").header("N"),
            Field::of::<usize>("n", "").header("N").range(|| crate::rules::range::<usize, usize>(3..)),
            Field::of::<u8>("n", "").header("N"),
            Field::of::<i32>("n", "").header("N"),
            Field::of::<u64>("n", ""),
        ];
        let Input { fields, plans, .. } = input(FIELDS);
        let ends: Vec<_> =
            fields.iter().map(|field| (field["minimum"].clone(), field["maximum"].clone())).collect();
        let safe = SAFE_INTEGER;
        let expected = [
            (json!(0), json!(safe)),
            (json!(-safe), json!(safe)),
            (json!(3), json!(safe)),
            (json!(0), json!(255)),
            (Value::Null, Value::Null),
            (json!(0), Value::Null),
        ];
        assert_eq!(ends, expected);
        for (index, value, right) in [
            (0, json!(u64::MAX), false),
            (0, json!(safe), true),
            (0, json!(safe + 1), false),
            (1, json!(-safe), true),
            (1, json!(-safe - 1), false),
            (2, json!(usize::MAX), false),
            (5, json!(u64::MAX), true),
        ] {
            let problems = walk(&plans[index], &mut value.clone(), "n", Mode::Decoded);
            assert_eq!(problems.is_empty(), right, "{index} {value} {problems:?}");
        }
    }
}
