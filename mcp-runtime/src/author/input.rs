//! The schemas of the parameters of a function, out of their types and of what `#[arg(…)]` says.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::author::args::Kind;
use crate::author::field::Field;
use crate::author::flat;
use crate::author::given::Given;
use crate::author::handler::{FieldSpec, Suggests};
use crate::author::table::Marked;
use crate::outcome::error::Error;
use crate::schema::plan::Plan;
use crate::schema::{Way, definitions, describe_as, generator, is_wide, keep_safe, normalise, root};

/// The parameters of a tool and its input schema, which is `raw` where that is not empty.
pub(crate) fn of_tool(tool: &Marked<()>, raw: &str) -> Result<(Vec<FieldSpec>, Value), Error> {
    Ok(match raw {
        "" => {
            let (fields, defs) = derived(tool.args)?;
            let members = in_order(&fields, tool.args.len());
            let input_schema = root(members.map(|field| (field.name, &field.schema, field.required)), &defs);
            (fields, input_schema)
        }
        _ => given(tool, Given::read(tool, raw)?),
    })
}

/// The arguments in the order of the parameters; those of one that is flattened where it stands.
fn in_order(fields: &[FieldSpec], parameters: usize) -> impl Iterator<Item = &FieldSpec> {
    let (parameters, members) = fields.split_at(parameters);
    parameters.iter().enumerate().flat_map(move |(at, field)| {
        let inside = members.iter().filter(move |member| member.member_of == Some(at));
        std::iter::once(field).chain(inside).filter(|field| field.kind.is_argument())
    })
}

/// The schemas of a tool's arguments.
pub(crate) struct Input {
    /// One schema a field, in the order of the table; `{}` where the field is no argument.
    pub(crate) fields: Vec<Value>,
    /// The same, ready for values.
    pub(crate) plans: Vec<Plan>,
    /// The definitions that recursive types refer to.
    pub(crate) defs: Value,
    /// What the plans were made of, and the definitions of that.
    planned: (Vec<Value>, Value),
}

/// Makes the schemas of the arguments.
pub(crate) fn input(fields: &[Field]) -> Input {
    let mut generator = generator(Way::In);
    let given: Vec<Value> = fields.iter().map(|field| (field.schema)(&mut generator).to_value()).collect();
    let defs = generator.take_definitions(true);
    let shaped = |way| -> Vec<Value> {
        fields.iter().zip(&given).map(|(field, schema)| one(field, schema, way)).collect()
    };
    let planned = (shaped(Way::Plan), definitions(defs.clone(), Way::Plan));
    let plans = planned.0.iter().zip(fields).map(|(schema, field)| {
        let mut plan = Plan::new(schema, &planned.1);
        if field.rules.format.is_some() {
            plan.hold_format();
        }
        plan
    });
    Input { plans: plans.collect(), fields: shaped(Way::In), defs: definitions(defs, Way::In), planned }
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
        describe_as(schema, field.doc);
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

/// Parameters with the schemas that their types have, the members of those that are flattened, and the definitions of these.
pub(crate) fn derived(args: &[Field]) -> Result<(Vec<FieldSpec>, Arc<Value>), Error> {
    let Input { fields: schemas, plans, defs, planned } = input(args);
    let defs = Arc::new(defs);
    let mut members = Vec::new();
    for (at, (field, schema)) in args.iter().zip(&schemas).enumerate().filter(|(_, (field, _))| field.is_flat)
    {
        let (known, planned) = (&planned.1, &planned.0[at]);
        members.extend(flat::members(field.name, at, (schema, planned), (&defs, known))?);
    }
    let ready = args.iter().zip(schemas).zip(plans);
    let mut fields: Vec<FieldSpec> =
        ready.map(|((field, schema), plan)| field_spec(field, schema, plan, &defs)).collect();
    fields.extend(members);
    flat::distinct(&fields)?;
    Ok((fields, defs))
}

/// A schema of the author's goes out as it is, and holds for calls (M-TOOL-05).
fn given(tool: &Marked<()>, mut given: Given) -> (Vec<FieldSpec>, Value) {
    let defs = Arc::new(given.defs);
    let mut fields = Vec::new();
    for field in tool.args {
        let known = given.properties.shift_remove(field.name).filter(|_| field.kind.is_argument());
        let hidden = known.is_none() && field.kind.is_argument();
        let schema = known.unwrap_or_default();
        let plan = Plan::of_author(&schema, &defs);
        let mut spec = field_spec(field, schema, plan, &defs);
        spec.required |= given.required.iter().any(|name| name == field.name);
        if hidden {
            spec.kind = Kind::Hidden;
        }
        fields.push(spec);
    }
    (fields, given.whole)
}

fn field_spec(field: &Field, schema: Value, plan: Plan, defs: &Arc<Value>) -> FieldSpec {
    let is_flat = field.is_flat && field.kind.is_argument();
    FieldSpec {
        name: if is_flat { "" } else { field.name },
        kind: if is_flat { Kind::Flat } else { field.kind },
        member_of: None,
        schema,
        defs: Arc::clone(defs),
        constrained: plan.is_constrained(),
        plan,
        required: is_flat || (field.default.is_none() && !(field.optional)()),
        default: field.default.map(|default| default()),
        suggests: Suggests::NOTHING,
        is_path: (field.is_path)(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::SAFE_INTEGER;
    use crate::schema::plan::{Mode, walk};

    #[test]
    fn mirrored_integers_are_within_what_headers_carry() {
        const FIELDS: &[Field] = &[
            Field::of::<u64>("n", "").header("N"),
            Field::of::<Option<i64>>("n", "").header("N"),
            Field::of::<usize>("n", "")
                .header("N")
                .range(|| crate::author::rules::range::<usize, usize>(3..)),
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
            (json!(i32::MIN), json!(i32::MAX)),
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

    #[test]
    fn a_range_takes_the_place_of_the_ends_of_the_type() {
        use crate::author::rules::range;
        const FIELDS: &[Field] = &[
            Field::of::<u8>("n", "").range(|| range::<u8, u8>(1..10)),
            Field::of::<u32>("n", "").range(|| range::<u32, u32>(..10)),
            Field::of::<Option<i32>>("n", "").range(|| range::<i32, i32>(1..)),
            Field::of::<Vec<i32>>("n", ""),
        ];
        let Input { fields, plans, .. } = input(FIELDS);
        let items = json!({ "type": "integer", "minimum": i32::MIN, "maximum": i32::MAX });
        let expected = [
            json!({ "type": "integer", "minimum": 1, "exclusiveMaximum": 10 }),
            json!({ "type": "integer", "minimum": 0, "exclusiveMaximum": 10 }),
            json!({ "type": "integer", "minimum": 1, "maximum": i32::MAX }),
            json!({ "type": "array", "items": items }),
        ];
        assert_eq!(fields, expected);
        for (index, value, right) in
            [(0, json!(9), true), (0, json!(10), false), (1, json!(10), false), (2, json!(0), false)]
        {
            let problems = walk(&plans[index], &mut value.clone(), "n", Mode::Decoded);
            assert_eq!(problems.is_empty(), right, "{index} {value} {problems:?}");
        }
    }
}
