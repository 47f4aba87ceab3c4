//! What an argument is completed by: a function of the author's, or what its type can be.

#![allow(clippy::unused_self, reason = "a method is found by the type of its receiver, which holds nothing")]

use std::any::Any;
use std::borrow::Cow;
use std::future::{Future, Ready, ready};
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

use serde_json::Value;
use serde_json::value::RawValue;

use crate::author::run::Run;
use crate::author::states::{Held, State, States};
use crate::outcome::Outcome;
use crate::outcome::error::ToolError;
use crate::outcome::into_error::MadeOf;
use crate::schema::describe::resolve;

/// What was typed so far of an argument of a prompt, or of a variable of a resource's template, and what was chosen before.
///
/// A function of `#[arg(complete = …)]` takes one, by value or by reference, or only the text as a `&str`.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// fn towns(typed: &Completion) -> Vec<&'static str> {
///     let all = match typed.argument("country") {
///         Some("CH") => ["Bern", "Zug"],
///         _ => ["Berlin", "Oslo"],
///     };
///     all.into_iter().filter(|town| town.starts_with(typed.value())).collect()
/// }
///
/// /// Plan a trip.
/// #[mcp_prompt]
/// fn plan(
///     #[arg(complete = ["CH", "DE"])] country: &str,
///     #[arg(complete = towns)] town: &str,
/// ) -> String {
///     format!("Plan a trip to {town} in {country}.")
/// }
/// # assert!(plan("CH", "Bern").contains("Bern"));
/// ```
#[derive(Debug, Clone)]
pub struct Completion {
    value: String,
    arguments: Vec<(String, String)>,
    states: Arc<States>,
}

impl Completion {
    /// The first of `given` is what was typed, the others are the arguments that were chosen before.
    pub(crate) fn of(given: &[(Cow<'_, str>, &RawValue)], states: &Arc<States>) -> Self {
        let mut texts = given
            .iter()
            .map(|(name, raw)| (name.to_string(), serde_json::from_str(raw.get()).unwrap_or_default()));
        let value = texts.next().map(|(_, value)| value).unwrap_or_default();
        Self { value, arguments: texts.collect(), states: Arc::clone(states) }
    }

    /// What was typed so far.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// What was chosen for another argument, if it was.
    pub fn argument(&self, name: &str) -> Option<&str> {
        self.arguments.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// A value that the server was built with. One that is made [`Later`](crate::Later) is there from then on.
    pub fn state<T: Send + Sync + 'static>(&self) -> Option<State<T>> {
        self.states.find::<T>().filter(|held| matches!(held, Held::Now(_))).map(State)
    }
}

/// Starts a function that completes; the server is that of its method, if it is one.
pub(crate) type Completer = fn(&Server, Completion) -> Run;

/// A server whose type is not known here.
pub(crate) type Server = Arc<dyn Any + Send + Sync>;

/// The server as what it is. It always is: the macro names its type.
pub fn own<S: Send + Sync + 'static>(server: &Server) -> Option<Arc<S>> {
    Arc::clone(server).downcast().ok()
}

/// What a function that completes can take.
#[diagnostic::on_unimplemented(
    message = "a function that completes an argument cannot take `{Self}`",
    label = "given to it",
    note = "it takes what was typed, as `&str`, or a `&Completion`, which knows the other arguments too"
)]
pub trait FromCompletion<'a> {
    #[doc(hidden)]
    fn from_completion(completion: &'a Completion) -> Self;
}

#[diagnostic::do_not_recommend]
impl<'a> FromCompletion<'a> for &'a str {
    fn from_completion(completion: &'a Completion) -> Self {
        &completion.value
    }
}

#[diagnostic::do_not_recommend]
impl<'a> FromCompletion<'a> for String {
    fn from_completion(completion: &'a Completion) -> Self {
        completion.value.clone()
    }
}

#[diagnostic::do_not_recommend]
impl<'a> FromCompletion<'a> for &'a Completion {
    fn from_completion(completion: &'a Completion) -> Self {
        completion
    }
}

#[diagnostic::do_not_recommend]
impl<'a> FromCompletion<'a> for Completion {
    fn from_completion(completion: &'a Completion) -> Self {
        completion.clone()
    }
}

/// What a function gave that may be async: the method that fits first is meant.
#[derive(Debug)]
pub struct Awaited<T>(There<T>);

/// The last step of [`Awaited`].
#[derive(Debug)]
pub struct There<T>(PhantomData<fn() -> T>);

impl<T> Awaited<T> {
    /// For the type of `value`.
    pub fn of(_: &T) -> Self {
        Self(There(PhantomData))
    }
}

impl<F: Future> Awaited<F> {
    /// The future itself.
    pub fn wait(&self, future: F) -> F {
        future
    }
}

impl<T> There<T> {
    /// A future that is done.
    pub fn wait(&self, value: T) -> Ready<T> {
        ready(value)
    }
}

impl<T> Deref for Awaited<T> {
    type Target = There<T>;

    fn deref(&self) -> &There<T> {
        &self.0
    }
}

/// Values that an argument may be completed by.
#[diagnostic::on_unimplemented(
    message = "an argument cannot be completed by `{Self}`",
    label = "no texts",
    note = "return a `Vec<String>`, or a `Result` of it"
)]
pub trait Values {
    #[doc(hidden)]
    fn values(self) -> Vec<String>;
}

#[diagnostic::do_not_recommend]
impl<T: IntoIterator<Item: Into<String>>> Values for T {
    fn values(self) -> Vec<String> {
        self.into_iter().map(Into::into).collect()
    }
}

/// What a function gave: values, or a result of them.
#[derive(Debug)]
pub struct Suggested<T>(Sure<T>);

/// The last step of [`Suggested`].
#[derive(Debug)]
pub struct Sure<T>(PhantomData<fn() -> T>);

impl<T> Suggested<T> {
    /// For the type of `value`.
    pub fn of(_: &T) -> Self {
        Self(Sure(PhantomData))
    }
}

impl<T: Values, E> Suggested<Result<T, E>>
where
    ToolError: MadeOf<E>,
{
    /// The outcome of a value.
    pub fn outcome(&self, value: Result<T, E>) -> Outcome {
        value.map_or_else(
            |error| Outcome::Error(ToolError::made_of(error)),
            |values| Outcome::Values(values.values()),
        )
    }
}

impl<T> Sure<T> {
    /// The outcome of a value.
    pub fn outcome(&self, value: T) -> Outcome
    where
        T: Values,
    {
        Outcome::Values(value.values())
    }
}

impl<T> Deref for Suggested<T> {
    type Target = Sure<T>;

    fn deref(&self) -> &Sure<T> {
        &self.0
    }
}

/// What completes an argument.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) enum Complete {
    /// What its type can be, if that is known.
    #[default]
    ByType,
    /// Those that begin with what was typed.
    Of(&'static [&'static str]),
    By(Completer),
}

/// What a type can be, where it is one of a few.
pub(crate) fn of_type(schema: &Value, defs: &Value) -> Vec<String> {
    let schema = resolve(schema, defs);
    if schema.get("type").is_some_and(|kind| kind == "boolean") {
        return ["true", "false"].map(str::to_owned).to_vec();
    }
    let values = schema.get("enum").and_then(Value::as_array);
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Null => None,
        other => Some(other.to_string()),
    };
    values.into_iter().flatten().filter_map(text).collect()
}

/// Those of some values that fit what was typed, whatever its case: that begin with it first, then that hold it (M-COMP-02).
pub(crate) fn fitting(values: &[String], typed: &str) -> Vec<String> {
    let typed = typed.to_lowercase();
    let begins = |value: &&String| value.to_lowercase().starts_with(&typed);
    let holds = |value: &&String| !begins(value) && value.to_lowercase().contains(&typed);
    values.iter().filter(begins).chain(values.iter().filter(holds)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_a_type_can_be() {
        let of = |schema| of_type(&schema, &json!({ "mood": { "type": "string", "enum": ["sad"] } }));
        assert_eq!(of(json!({ "type": "boolean" })), ["true", "false"]);
        assert_eq!(of(json!({ "enum": ["a", null, 1] })), ["a", "1"]);
        assert_eq!(of(json!({ "$ref": "#/$defs/mood" })), ["sad"]);
        assert!(of(json!({ "type": "string" })).is_empty());
    }

    #[test]
    fn what_begins_so_comes_first() {
        let values = ["Oslo", "Loslau", "oslofjord", "Bern"].map(str::to_owned);
        assert_eq!(fitting(&values, "OSL"), ["Oslo", "oslofjord", "Loslau"]);
        assert_eq!(fitting(&values, "").len(), 4);
        assert!(fitting(&values, "x").is_empty());
    }
}
