//! What a value comes to: taken, mended, or refused in so many words.

#![allow(dead_code, reason = "the types are only read")]

mod cost;
mod enums;
mod shapes;
mod ways_around;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::author::args::{Kind, Param};
use crate::author::field::Field;
use crate::author::handler::FieldSpec;
use crate::author::problem::{Problem, second_look};

/// The argument `arg` of a type.
fn field<T: JsonSchema + DeserializeOwned + Send + 'static>() -> FieldSpec {
    let table = [Field::of::<T>("arg", "")];
    let crate::author::input::Input { mut fields, mut plans, defs, .. } = crate::author::input::input(&table);
    let plan = plans.remove(0);
    FieldSpec {
        member_of: None,
        name: "arg",
        kind: Kind::Argument,
        schema: fields.remove(0),
        defs: defs.into(),
        constrained: plan.is_constrained(),
        plan,
        required: !<T as Param>::optional(),
        default: None,
        suggests: crate::author::handler::Suggests::NOTHING,
        is_path: false,
    }
}

/// The value as its type shows it, or what is wrong; `absent` where it counts as that.
fn take<T>(text: &str) -> String
where
    T: JsonSchema + DeserializeOwned + std::fmt::Debug + Send + 'static,
{
    let field = field::<T>();
    let raw: &RawValue = serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let taken = match serde_json::from_str::<T>(text) {
        Ok(value) if !field.constrained => Ok(Some(value)),
        decoded => second_look(raw, decoded, &field, false),
    };
    match taken {
        Ok(Some(value)) => format!("{value:?}"),
        Ok(None) => "absent".into(),
        Err(problems) => said(problems),
    }
}

fn said(problems: Vec<Problem>) -> String {
    let words = problems.into_iter().map(|problem| match problem {
        Problem::Argument(words) => words,
        other => format!("{other:?}"),
    });
    words.collect::<Vec<_>>().join("\n")
}

/// Each text of a table with what it comes to.
macro_rules! table {
    ($($ty:ty { $($given:literal => $expected:literal,)* })*) => {
        $($(assert_eq!(super::take::<$ty>($given), $expected, "{} as {}", $given, stringify!($ty));)*)*
    };
}
use table;

fn value(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}
