//! Arguments that did not fit: a second, more generous look, and the words for what is wrong.
//!
//! Only calls that failed a plain decode, or whose arguments have constraints, come here. Models send `"5"` for 5, 2.0
//! for 2 and JSON inside a string; such a value is taken when it parses as the declared type.

use std::fmt::Write as _;

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::author::handler::FieldSpec;
use crate::author::handler::Handler;
use crate::schema::MAX_PROBLEMS;
use crate::schema::describe::{cut, cut_to, describe};
use crate::schema::plan::{Mode, walk};
use crate::schema::suggest::nearest;

/// What is larger is taken as it is or refused: a model says no more in one turn, and as values it would take a hundred times its
/// size.
const MOST_MENDED: usize = 256 << 10;

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

/// Notes what is wrong, as far as it is said.
pub(crate) fn note(all: &mut Vec<Problem>, problems: impl IntoIterator<Item = Problem>) {
    for problem in problems {
        if all.len() < MAX_PROBLEMS {
            all.push(problem);
        } else if all.len() == MAX_PROBLEMS {
            all.push(Problem::Argument("and more".into()));
        }
    }
}

/// Decodes an argument again with its plan at hand. `None` means that it counts as absent.
pub(crate) fn second_look<T: DeserializeOwned>(
    raw: &RawValue,
    decoded: Result<T, serde_json::Error>,
    field: &FieldSpec,
    strict: bool,
) -> Result<Option<T>, Vec<Problem>> {
    if decoded.is_err() && raw.get().len() > MOST_MENDED {
        // Its error may quote all of it.
        drop(decoded);
        return Err(vec![unmended::<T>(raw, field)]);
    }
    let value: Value = match serde_json::from_str(raw.get()) {
        Ok(value) => value,
        Err(error) => return Err(vec![unreadable(raw, &error, field)]),
    };
    let error = match decoded {
        Ok(decoded) if !field.plan.is_authors() => return check(field, value).map(|()| Some(decoded)),
        Ok(decoded) => match check(field, value.clone()) {
            Ok(()) => return Ok(Some(decoded)),
            // What the author's own schema refuses may be mended, as what a type refuses.
            Err(_) => String::new(),
        },
        Err(error) => error.to_string(),
    };
    // A text that its type does not take may be one that somebody left empty.
    let empty = !error.is_empty() && value.as_str() == Some("");
    if !field.required && (value.is_null() || (!strict && (empty || field.plan.is_blank(&value)))) {
        return Ok(None);
    }
    let mut mended = value.clone();
    let mode = if strict { Mode::Strict } else { Mode::Mend };
    let problems = walk(&field.plan, &mut mended, field.name, mode);
    match decode(&mended, field) {
        // A text can say what no value does: a name twice. The value has one of the two.
        Ok(decoded) if mended != value && !error.starts_with("duplicate field") => {
            check(field, mended).map(|()| Some(decoded))
        }
        Ok(_) => {
            // A number can be too large for its type as a text, and none as a value.
            check(field, mended)?;
            Err(vec![Problem::Argument(format!("{}: {}", field.name, without_position(&error)))])
        }
        Err(own) if problems.is_empty() => Err(vec![own]),
        Err(_) => Err(arguments(problems)),
    }
}

/// Of an author's own schema the form counts too: its type may take any JSON.
fn check(field: &FieldSpec, mut value: Value) -> Result<(), Vec<Problem>> {
    let mode = if field.plan.is_authors() { Mode::Strict } else { Mode::Decoded };
    let problems = walk(&field.plan, &mut value, field.name, mode);
    if problems.is_empty() { Ok(()) } else { Err(arguments(problems)) }
}

fn arguments(problems: Vec<String>) -> Vec<Problem> {
    problems.into_iter().map(Problem::Argument).collect()
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

/// In serde's words, for what the plan finds no fault with: types that read more than their schema says.
fn decode<T: DeserializeOwned>(value: &Value, field: &FieldSpec) -> Result<T, Problem> {
    serde_path_to_error::deserialize(value).map_err(|error| in_place(&error, field))
}

/// What is wrong with an argument that is too large to be mended: the first thing, in serde's words.
fn unmended<T: DeserializeOwned>(raw: &RawValue, field: &FieldSpec) -> Problem {
    let mut text = serde_json::Deserializer::from_str(raw.get());
    match serde_path_to_error::deserialize::<_, T>(&mut text) {
        Err(error) if error.inner().is_syntax() => unreadable(raw, error.inner(), field),
        Err(error) => in_place(&error, field),
        Ok(_) => Problem::Argument(format!("{}: too large to be read in another way", field.name)),
    }
}

fn in_place(error: &serde_path_to_error::Error<serde_json::Error>, field: &FieldSpec) -> Problem {
    let path = error.path().to_string();
    let path = if path == "." { String::new() } else { path };
    let separator = if path.is_empty() || path.starts_with('[') { "" } else { "." };
    let text = without_position(&error.inner().to_string());
    Problem::Argument(format!("{}{separator}{path}: {text}", field.name))
}

/// serde's position counts bytes of a text that the model never saw. What it quotes of a value may be long.
fn without_position(error: &str) -> String {
    let end = error.rfind(" at line ").unwrap_or(error.len());
    cut_to(&error[..end], 300).into_owned()
}

/// Notes the arguments that the function does not have, and those that are given twice. Each name is looked at once.
pub(crate) fn unknown<'a>(
    names: impl Iterator<Item = &'a str>,
    handler: &Handler,
    problems: &mut Vec<Problem>,
) {
    // Some clients send a tool without parameters a member that stands for nothing.
    if handler.arguments().next().is_none() {
        return;
    }
    let mut seen = vec![0_u8; handler.fields.len()];
    for name in names {
        if problems.len() > MAX_PROBLEMS {
            return;
        }
        let known = handler.fields.iter().position(|field| field.kind.is_argument() && field.name == name);
        let Some(at) = known else {
            let near = nearest(name, handler.arguments().map(|field| field.name));
            let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            note(problems, [Problem::Argument(format!("{}: unknown argument{hint}", cut(name)))]);
            continue;
        };
        seen[at] = seen[at].saturating_add(1);
        if seen[at] == 2 {
            note(problems, [Problem::Argument(format!("{name}: given twice"))]);
        }
    }
}

/// The whole answer: what is wrong, then what the tool takes.
pub(crate) fn summary(handler: &Handler, problems: &[Problem]) -> String {
    let mut text = format!("wrong arguments for `{}`:", handler.name);
    for problem in problems {
        let (Problem::Argument(words) | Problem::Server(words) | Problem::Syntax(words)) = problem;
        let _ = write!(text, "\n- {words}");
    }
    let _ = write!(text, "\nthe {} takes ", handler.role.word());
    if handler.arguments().next().is_none() {
        text.push_str("no arguments");
    }
    for (index, field) in handler.arguments().enumerate() {
        let need = if field.required { "required" } else { "optional" };
        let comma = if index == 0 { "" } else { "; " };
        let _ = write!(text, "{comma}{} ({need}): {}", field.name, describe(&field.schema, &field.defs));
    }
    text
}
