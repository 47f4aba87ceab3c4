//! What a person filled in, field by field: read as generously as arguments are, and held to the bounds of the form.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::Form;
use super::field::FormField;
use super::kinds::Entered;
use crate::schema::describe::describe;
use crate::schema::plan::{Mode, Plan, walk};

/// Why a form that was sent is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unfit {
    /// The answer in it is no: as good as a form that was not sent.
    Declined,
    /// All that is wrong with it, a line each, for the person.
    Wrong(String),
}

/// A form on its way to a value.
#[derive(Debug)]
pub struct Filled {
    fields: &'static [FormField],
    content: Map<String, Value>,
    problems: Vec<String>,
    declined: bool,
}

impl Filled {
    /// The value of the field at `index`; `None` when it was noted as a problem.
    pub fn take<T: Entered>(filled: &mut Self, index: usize) -> Option<T> {
        let field = filled.fields.get(index)?;
        let given = filled.content.shift_remove(field.name).filter(|value| !value.is_null());
        match read(field, given) {
            Ok(value) => Some(value),
            Err(problems) => {
                filled.problems.extend(problems);
                None
            }
        }
    }

    /// Notes that what was filled in is a refusal.
    pub(super) fn decline(filled: &mut Self) {
        filled.declined = true;
    }
}

/// The value that a form of this kind was filled in with; other members of it are nobody's.
pub(super) fn fill<T>(form: &Form<T>, content: &str) -> Result<T, Unfit> {
    let content = serde_json::from_str::<Map<String, Value>>(content)
        .map_err(|_| Unfit::Wrong("the answer is no JSON object with the fields of the form".into()))?;
    let mut filled = Filled { fields: form.fields, content, problems: Vec::new(), declined: false };
    let value = (form.read)(&mut filled);
    match value {
        Some(value) if filled.problems.is_empty() => Ok(value),
        _ if filled.problems.is_empty() && filled.declined => Err(Unfit::Declined),
        _ => Err(Unfit::Wrong(filled.problems.join("\n"))),
    }
}

fn read<T: Entered>(field: &FormField, given: Option<Value>) -> Result<T, Vec<String>> {
    let schema = field.plan_schema();
    let mut plan = Plan::new(&schema, &Value::Null);
    if field.rules.format.is_some() {
        plan.hold_format();
    }
    let may_be_empty = T::OPTIONAL || field.default.is_some();
    let absent = || match field.default {
        Some(default) => T::read(&default()).map_err(|why| vec![format!("{}: {why}", field.shown())]),
        None => T::none().ok_or_else(|| {
            vec![format!("{}: missing; expected {}", field.shown(), describe(&schema, &Value::Null))]
        }),
    };
    let Some(mut value) = given.filter(|value| !(may_be_empty && plan.is_blank(value))) else {
        return absent();
    };
    if let (true, Value::Array(choices)) = (field.holds_several(), &mut value) {
        // The same choice twice is one.
        let mut seen = HashSet::new();
        choices.retain(|choice| choice.as_str().is_none_or(|name| seen.insert(name.to_owned())));
    }
    let is_empty = value.as_str() == Some("");
    let problems = walk(&plan, &mut value, field.shown(), Mode::Mend);
    if problems.is_empty() {
        return T::read(&value).map_err(|why| vec![format!("{}: {why}", field.shown())]);
    }
    // A text that may not be empty was left so.
    if is_empty && may_be_empty { absent() } else { Err(problems) }
}
