//! The examples in the doc comments of tools, run.

use std::marker::PhantomData;

use serde_json::Value;

use crate::author::include::FreeFunction;
use crate::author::table::{Server, Table};
use crate::protocol::lifecycle::Info;
use crate::testing::answer::{Answer, CallError};
use crate::testing::client::Client;

/// Where an example stands, its arguments, and what comes of it; Err: a part of what the tool fails with.
pub(crate) type Example<'a> = ((&'a str, u32), &'a str, Result<&'a str, &'a str>);

/// A server of one function that stands alone.
#[derive(Debug)]
pub struct Alone<F>(PhantomData<fn() -> F>);

impl<F> Alone<F> {
    /// The server.
    #[expect(clippy::new_without_default, reason = "only the macros write it")]
    pub fn new() -> Self {
        Self(PhantomData)
    }
}

impl<F: FreeFunction + 'static> Server for Alone<F> {
    const TABLE: &'static Table<Self> =
        &Table { info: Info::new("alone", "0"), marked: &[], included: &[F::ENTRIES] };
}

/// A server that can be made of nothing.
#[diagnostic::on_unimplemented(
    message = "the examples of `{Self}` need a value of it that they run on",
    label = "`{Self}` has no `Default`",
    note = "implement `Default` for it, or write a test that calls `testing::client(…)` instead of the example"
)]
pub trait Fresh: Sized {
    /// Makes it.
    fn make() -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Default> Fresh for T {
    fn make() -> Self {
        Self::default()
    }
}

/// A value that examples run on.
pub fn fresh<S: Fresh>() -> S {
    S::make()
}

/// The test of a tool's examples, one after the other on one server.
///
/// # Panics
/// With all of them that do not hold.
#[track_caller]
pub fn examples(server: impl Server, tool: &str, examples: &[Example<'_>]) {
    let failed = failed(server, tool, examples);
    assert!(
        failed.is_empty(),
        "the doc comment of the tool `{tool}` says what is not so\n{}",
        failed.concat()
    );
}

/// What is said of the examples that do not hold.
fn failed(server: impl Server, tool: &str, examples: &[Example<'_>]) -> Vec<String> {
    super::block_on(async {
        let (client, mut failed) = (Client::new(server), Vec::new());
        for &((file, line), arguments, expected) in examples {
            let given: Value = serde_json::from_str(arguments).unwrap_or_default();
            let got = client.call(tool, given).await.and_then(|answer| value(&answer));
            if !holds(expected, &got) {
                let expected = expected.map_or_else(|text| format!("error: {text}"), str::to_owned);
                let got =
                    got.map_or_else(|error| format!("error: {}", error.text()), |value| value.to_string());
                failed
                    .push(format!("\n{file}:{line}: {arguments}\n  expected {expected}\n  got      {got}\n"));
            }
        }
        failed
    })
}

/// What the tool returned; a text where it has no structured result.
fn value(answer: &Answer) -> Result<Value, CallError> {
    answer.value()
}

fn holds(expected: Result<&str, &str>, got: &Result<Value, CallError>) -> bool {
    match (expected, got) {
        (Ok(expected), Ok(got)) => serde_json::from_str(expected).is_ok_and(|expected| same(&expected, got)),
        (Err(text), Err(error)) => error.text().contains(text),
        _ => false,
    }
}

/// Whether two values are the same JSON: 3 is 3.0.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) if one.is_f64() != other.is_f64() => {
            one.as_f64() == other.as_f64()
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(others)) => {
            one.len() == others.len()
                && one.iter().all(|(name, one)| others.get(name).is_some_and(|other| same(one, other)))
        }
        _ => one == other,
    }
}
