//! A parameter whose members are the arguments: `#[arg(flatten)]`.

use std::fmt::Write as _;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::author::args::{Call, Kind};
use crate::author::handler::{FieldSpec, Suggests};
use crate::author::problem::Problem;
use crate::outcome::error::Error;
use crate::schema::plan::Plan;

/// The arguments that a parameter is made of, out of its schemas: as clients see it, and as plans are made of it.
pub(super) fn members(
    name: &str,
    at: usize,
    (shown, planned): (&Value, &Value),
    (defs, known): (&Arc<Value>, &Value),
) -> Result<Vec<FieldSpec>, Error> {
    let is_struct = ["anyOf", "oneOf", "allOf"].iter().all(|choice| shown.get(choice).is_none());
    let properties = shown.get("properties").and_then(Value::as_object).filter(|_| is_struct);
    let Some(properties) = properties else {
        return Err(Error::usage(format!(
            "`{name}` is flattened, and its type is no struct with named fields: leave `flatten` out, and it is one argument"
        )));
    };
    let required = shown.get("required").and_then(Value::as_array);
    let members = properties.iter().map(|(member, schema)| {
        let plan = Plan::new(planned["properties"].get(member).unwrap_or(schema), known);
        FieldSpec {
            // A server has so many of them, and lives as long as its process.
            name: member.clone().leak(),
            kind: Kind::Argument,
            member_of: Some(at),
            schema: schema.clone(),
            defs: Arc::clone(defs),
            constrained: plan.is_constrained(),
            plan,
            required: required.is_some_and(|names| names.iter().any(|name| name == member)),
            default: schema.get("default").cloned(),
            suggests: Suggests::NOTHING,
            is_path: false,
        }
    });
    Ok(members.collect())
}

/// Two arguments of one name, which only the start can see.
pub(super) fn distinct(fields: &[FieldSpec]) -> Result<(), Error> {
    for (at, field) in fields.iter().enumerate().filter(|(_, field)| field.member_of.is_some()) {
        let same = |other: &FieldSpec| other.kind.is_argument() && other.name == field.name;
        if fields[..at].iter().any(same) {
            return Err(Error::usage(format!(
                "two arguments are named `{}`, one of them by `flatten`: give one another name",
                field.name
            )));
        }
    }
    Ok(())
}

impl Call<'_> {
    /// The value of a parameter that is made of several arguments.
    pub(super) fn decode_flat<T: DeserializeOwned>(&mut self, index: usize) -> Option<T> {
        let fields = &self.handler().fields;
        let mut seen = vec![false; fields.len()];
        let mut text = String::from("{");
        for (name, raw) in self.given() {
            let of = |field: &FieldSpec| field.member_of == Some(index) && field.name == *name;
            let Some(at) = fields.iter().position(of) else { continue };
            // A second one is noted when all are counted.
            if !std::mem::replace(&mut seen[at], true) {
                self.taken += 1;
                let comma = if text.len() > 1 { "," } else { "" };
                let _ = write!(text, "{comma}{}:{}", Value::from(&**name), raw.get());
            }
        }
        text.push('}');
        let decoded = serde_json::from_str(&text);
        match decoded {
            Ok(value) if !fields[index].constrained => Some(value),
            decoded => {
                let raw = RawValue::from_string(text).ok()?;
                let noted = self.problems.len();
                let value = self.look_again(&raw, decoded, index);
                self.problems[noted..].iter_mut().for_each(at_the_root);
                value
            }
        }
    }
}

/// The members are the arguments, and stand in nothing.
fn at_the_root(problem: &mut Problem) {
    if let Problem::Argument(text) = problem {
        let from = text.len() - text.trim_start_matches(['.', ':', ' ']).len();
        text.drain(..from);
    }
}
