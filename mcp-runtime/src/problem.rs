//! Arguments that did not fit: a second, more generous look, and the words for what is wrong.
//!
//! Only calls that failed a plain decode, or whose arguments have constraints, come here. Models send `"5"` for 5, 2.0
//! for 2 and JSON inside a string; such a value is taken when it parses as the declared type.

use std::fmt::Write as _;

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::catalog::{FieldSpec, ToolSpec};
use crate::describe::{at_path, cut, cut_to, describe, shorten};
use crate::suggest::nearest;

/// One thing that is wrong with a call's arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Problem {
    /// For the model to mend: a path and a sentence.
    Argument(String),
    /// The server cannot hand the function what it asks for.
    Server(String),
    /// The message was no JSON after all.
    Syntax(String),
}

impl Problem {
    pub(crate) fn missing(field: &FieldSpec) -> Self {
        Self::Argument(format!("{}: missing; expected {}", field.name, describe(&field.schema, &field.defs)))
    }

    pub(crate) fn server(text: String) -> Self {
        Self::Server(text)
    }
}

/// Decodes an argument again with its schema at hand. `None` means that it counts as absent.
pub(crate) fn second_look<T: DeserializeOwned>(
    raw: &RawValue,
    decoded: Result<T, serde_json::Error>,
    field: &FieldSpec,
    strict: bool,
) -> Result<Option<T>, Problem> {
    let value: Value = match serde_json::from_str(raw.get()) {
        Ok(value) => value,
        Err(error) => return Err(unreadable(raw, &error, field)),
    };
    let error = match decoded {
        Ok(decoded) => return check(field, &value).map(|()| Some(decoded)),
        Err(error) => error,
    };
    if value.is_null() && !field.required {
        return Ok(None);
    }
    if !strict {
        let mut coerced = value.clone();
        if coerce(&mut coerced, &field.schema, &field.defs) {
            check(field, &coerced)?;
            return decode(&coerced, field).map(Some);
        }
    }
    // The text of a value is parsed a little differently than a value; where only that fails, its own error is used.
    decode(&value, field).and_then(|_: T| {
        Err(Problem::Argument(format!("{}: {}", field.name, without_position(&error.to_string()))))
    })
}

/// What cannot even be read as a JSON value: a number beyond every type, too many levels, or no JSON.
fn unreadable(raw: &RawValue, error: &serde_json::Error, field: &FieldSpec) -> Problem {
    let text = without_position(&error.to_string());
    let problem = format!("{}: {text}, in {}", field.name, shorten_raw(raw.get()));
    if text.contains("out of range") || text.contains("recursion limit") {
        Problem::Argument(problem)
    } else {
        Problem::Syntax(problem)
    }
}

fn shorten_raw(raw: &str) -> String {
    format!("`{}`", cut_to(raw, 40))
}

fn check(field: &FieldSpec, value: &Value) -> Result<(), Problem> {
    if field.rules.allow(value) {
        return Ok(());
    }
    let expected = describe(&field.schema, &field.defs);
    Err(Problem::Argument(format!("{}: expected {expected}, got {}", field.name, shorten(value))))
}

fn decode<T: DeserializeOwned>(value: &Value, field: &FieldSpec) -> Result<T, Problem> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        let path = if path == "." { String::new() } else { path };
        Problem::Argument(words(field, value, &path, &error.inner().to_string()))
    })
}

/// The sentence for a decode error at `path` inside the argument.
fn words(field: &FieldSpec, value: &Value, path: &str, error: &str) -> String {
    let separator = if path.is_empty() || path.starts_with('[') { "" } else { "." };
    let place = cut_to(&format!("{}{separator}{path}", field.name), 200).into_owned();
    if let Some(name) = error.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`')) {
        return format!("{place}.{name}: missing");
    }
    let by_type = ["invalid type", "invalid value: integer", "invalid value: floating", "unknown variant"];
    let found = at_path(value, &field.schema, &field.defs, path);
    match found {
        Some((value, Some(schema))) if by_type.iter().any(|start| error.starts_with(start)) => {
            let mut text =
                format!("{place}: expected {}, got {}", describe(schema, &field.defs), shorten(value));
            if let (Some(given), Some(Value::Array(known))) = (value.as_str(), schema.get("enum"))
                && let Some(near) = nearest(given, known.iter().filter_map(Value::as_str))
            {
                let _ = write!(text, "; did you mean {near:?}?");
            }
            text
        }
        _ => format!("{place}: {}", without_position(error)),
    }
}

/// serde's position counts bytes of a text that the model never saw. What it quotes of a value may be long.
fn without_position(error: &str) -> String {
    let end = error.rfind(" at line ").unwrap_or(error.len());
    cut_to(&error[..end], 300).into_owned()
}

/// So many problems are listed; a model mends no more at once, and a client cannot make the answer larger than that.
const MOST: usize = 20;

/// Notes the arguments that the tool does not have, and those that are given twice. Each name is looked at once.
pub(crate) fn unknown<'a>(
    names: impl Iterator<Item = &'a str>,
    tool: &ToolSpec,
    problems: &mut Vec<Problem>,
) {
    let mut seen = vec![0_u8; tool.fields.len()];
    for name in names {
        if problems.len() > MOST {
            return;
        }
        let known = tool.fields.iter().position(|field| field.kind.is_argument() && field.name == name);
        let Some(at) = known else {
            let near = nearest(name, tool.arguments().map(|field| field.name));
            let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            problems.push(Problem::Argument(format!("{}: unknown argument{hint}", cut(name))));
            continue;
        };
        seen[at] = seen[at].saturating_add(1);
        if seen[at] == 2 {
            problems.push(Problem::Argument(format!("{name}: given twice")));
        }
    }
}

/// The whole answer: what is wrong, then what the tool takes.
pub(crate) fn summary(tool: &ToolSpec, problems: &[Problem]) -> String {
    let mut text = format!("wrong arguments for `{}`:", tool.name);
    for problem in problems.iter().take(MOST) {
        let (Problem::Argument(words) | Problem::Server(words) | Problem::Syntax(words)) = problem;
        let _ = write!(text, "\n- {words}");
    }
    if problems.len() > MOST {
        text.push_str("\n- and more");
    }
    text.push_str("\nthe tool takes ");
    if tool.arguments().next().is_none() {
        text.push_str("no arguments");
    }
    for (index, field) in tool.arguments().enumerate() {
        let need = if field.required { "required" } else { "optional" };
        let comma = if index == 0 { "" } else { "; " };
        let _ = write!(text, "{comma}{} ({need}): {}", field.name, describe(&field.schema, &field.defs));
    }
    text
}

/// Brings a value into the declared type where a model only wrote it differently. Says whether it changed anything.
fn coerce(value: &mut Value, schema: &Value, defs: &Value) -> bool {
    let schema = crate::describe::resolve(schema, defs);
    let allows = |kind: &str| match schema.get("type") {
        Some(Value::String(only)) => only == kind,
        Some(Value::Array(kinds)) => kinds.iter().any(|one| one == kind),
        _ => false,
    };
    match value {
        Value::String(text) if schema.get("type").is_some() && !allows("string") => {
            let Ok(mut inner) = serde_json::from_str::<Value>(text) else { return false };
            let fits = match &inner {
                Value::Number(number) => {
                    allows("number") || (allows("integer") && integral(number).is_some())
                }
                Value::Bool(_) => allows("boolean"),
                Value::Array(_) => allows("array"),
                Value::Object(_) => allows("object"),
                _ => false,
            };
            if fits {
                coerce(&mut inner, schema, defs);
                *value = inner;
            }
            fits
        }
        Value::Number(number) if number.is_f64() && allows("integer") && !allows("number") => {
            let Some(whole) = integral(number) else { return false };
            *value = whole;
            true
        }
        Value::Array(items) => {
            let Some(schema) = schema.get("items") else { return false };
            items.iter_mut().fold(false, |changed, item| coerce(item, schema, defs) | changed)
        }
        Value::Object(members) => members.iter_mut().fold(false, |changed, (name, member)| {
            let schema = schema
                .get("properties")
                .and_then(|all| all.get(name))
                .or_else(|| schema.get("additionalProperties"));
            schema.is_some_and(|schema| coerce(member, schema, defs)) | changed
        }),
        _ => false,
    }
}

/// A number without a fraction, as an integer.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
fn integral(number: &serde_json::Number) -> Option<Value> {
    if !number.is_f64() {
        return Some(Value::Number(number.clone()));
    }
    let float = number.as_f64()?;
    let exact = 9_007_199_254_740_992.0; // 2^53: above it a float does not name one integer
    (float.fract() == 0.0 && float.abs() <= exact).then(|| Value::from(float as i64))
}
