//! The constraints of `#[arg(…)]`: in the schema, and enforced.
//!
//! They are written into the schema of the argument, and hold as everything in it does (`schema::plan`).

use std::ops::{Bound, RangeBounds};

use serde::Serialize;
use serde_json::{Map, Value};

use crate::schema::number::{Number, NumberRange, annotate_range};

/// The constraints of one argument.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules {
    pub(crate) range: Option<fn() -> NumberRange>,
    pub(crate) length: Option<(usize, usize)>,
    pub(crate) items: Option<(usize, usize)>,
    pub(crate) pattern: Option<&'static str>,
    pub(crate) format: Option<&'static str>,
}

/// What sets the constraints of something that has `rules`; not all have patterns.
macro_rules! ruled {
    ($ty:ident) => {
        impl $ty {
            /// The numbers allowed.
            pub const fn range(mut self, range: fn() -> NumberRange) -> Self {
                self.rules.range = Some(range);
                self
            }

            /// The number of characters allowed; `usize::MAX` is no limit.
            pub const fn length(mut self, min: usize, max: usize) -> Self {
                self.rules.length = Some((min, max));
                self
            }

            /// The number of items allowed; `usize::MAX` is no limit.
            pub const fn items(mut self, min: usize, max: usize) -> Self {
                self.rules.items = Some((min, max));
                self
            }

            /// The JSON Schema `format` of a text.
            pub const fn format(mut self, format: &'static str) -> Self {
                self.rules.format = Some(format);
                self
            }
        }
    };
    ($ty:ident, pattern) => {
        ruled!($ty);

        impl $ty {
            /// The regular expression that a text must match somewhere, as in JSON Schema.
            pub const fn pattern(mut self, regex: &'static str) -> Self {
                self.rules.pattern = Some(regex);
                self
            }
        }
    };
}
pub(crate) use ruled;

impl Rules {
    pub(crate) const NONE: Self =
        Self { range: None, length: None, items: None, pattern: None, format: None };

    /// Writes the constraints into the schema of the argument.
    pub(crate) fn annotate(&self, schema: &mut Map<String, Value>) {
        if let Some(range) = self.range {
            annotate_range(schema, range());
        }
        let mut put = |key: &str, value: Value| schema.insert(key.to_owned(), value);
        for (count, low, high) in
            [(self.length, "minLength", "maxLength"), (self.items, "minItems", "maxItems")]
        {
            let Some((min, max)) = count else { continue };
            if min > 0 {
                put(low, min.into());
            }
            if max < usize::MAX {
                put(high, max.into());
            }
        }
        if let Some(pattern) = self.pattern {
            put("pattern", pattern.into());
        }
        if let Some(format) = self.format {
            put("format", format.into());
        }
    }
}

/// An argument type whose values are numbers; `N` is the type its literals have.
#[diagnostic::on_unimplemented(
    message = "`range` needs a number, and `{Self}` is none",
    label = "not a number",
    note = "for the length of a text write `len = …`, for the number of items `items = …`"
)]
pub trait Ranged<N> {
    #[doc(hidden)]
    fn number(n: N) -> Num;
}

/// A number on its way into a [`NumberRange`].
#[derive(Debug, Clone, Copy)]
pub struct Num(Number);

macro_rules! ranged {
    ($($int:ty)*; $($float:ty)*) => {
        $(#[diagnostic::do_not_recommend]
        impl Ranged<$int> for $int {
            fn number(n: $int) -> Num { Num(Number::Int(i128::from(n))) }
        })*
        $(#[diagnostic::do_not_recommend]
        impl Ranged<$float> for $float {
            fn number(n: $float) -> Num { Num(Number::Float(f64::from(n))) }
        })*
    };
}
ranged!(i8 i16 i32 i64 u8 u16 u32 u64; f32 f64);

#[diagnostic::do_not_recommend]
impl Ranged<usize> for usize {
    fn number(n: usize) -> Num {
        Num(Number::Int(n as i128))
    }
}

#[diagnostic::do_not_recommend]
impl Ranged<isize> for isize {
    fn number(n: isize) -> Num {
        Num(Number::Int(n as i128))
    }
}

#[diagnostic::do_not_recommend]
impl<N, T: Ranged<N>> Ranged<N> for Option<T> {
    fn number(n: N) -> Num {
        T::number(n)
    }
}

/// The ends of a range of `N`.
#[diagnostic::on_unimplemented(
    message = "this range is not one of `{N}`",
    label = "of other numbers than the argument",
    note = "for a floating-point argument write `0.0..=1.0`, for an integer `0..=1`"
)]
pub trait Ends<N> {
    #[doc(hidden)]
    fn ends(&self) -> [Bound<&N>; 2];
}

#[diagnostic::do_not_recommend]
impl<N, R: RangeBounds<N>> Ends<N> for R {
    fn ends(&self) -> [Bound<&N>; 2] {
        [self.start_bound(), self.end_bound()]
    }
}

/// The range of an argument of type `T`.
pub fn range<T: Ranged<N>, N: Copy>(ends: impl Ends<N>) -> NumberRange {
    let [low, high] = ends.ends().map(|bound| match bound {
        Bound::Included(n) => Bound::Included(T::number(*n).0),
        Bound::Excluded(n) => Bound::Excluded(T::number(*n).0),
        Bound::Unbounded => Bound::Unbounded,
    });
    NumberRange { low, high }
}

/// Refuses a range without numbers; called at the range, when its ends are constants.
#[track_caller]
pub const fn not_empty(ordered: bool) {
    assert!(ordered, "no number is in this range");
}

/// An argument type whose values are texts: `len`, `pattern` and `format` apply.
#[diagnostic::on_unimplemented(
    message = "`len`, `pattern` and `format` need a text, and `{Self}` is none",
    label = "not a text",
    note = "for the number of items of a list write `items = …`, for a number `range = …`"
)]
pub trait IsText {}

/// An argument type whose values are lists: `items` applies.
#[diagnostic::on_unimplemented(
    message = "`items` needs a list, and `{Self}` is none",
    label = "not a list",
    note = "for the length of a text write `len = …`"
)]
pub trait IsList {}

macro_rules! marked {
    ($trait:ident: $($ty:ty),* $(,)?) => {
        $(#[diagnostic::do_not_recommend] impl $trait for $ty {})*
    };
}
marked!(IsText: String, Box<str>, std::sync::Arc<str>, std::path::PathBuf, std::borrow::Cow<'static, str>);

#[diagnostic::do_not_recommend]
impl<T> IsList for Vec<T> {}
#[diagnostic::do_not_recommend]
impl<T> IsList for Box<[T]> {}
#[diagnostic::do_not_recommend]
impl<T> IsList for std::collections::VecDeque<T> {}
#[diagnostic::do_not_recommend]
impl<T> IsList for std::collections::BTreeSet<T> {}
#[diagnostic::do_not_recommend]
impl<T, S> IsList for std::collections::HashSet<T, S> {}
#[diagnostic::do_not_recommend]
impl<T: IsText> IsText for Option<T> {}
#[diagnostic::do_not_recommend]
impl<T: IsList> IsList for Option<T> {}

/// Called at the key `len`, `pattern` or `format`, so that a type that has none is refused there.
pub const fn text<T: IsText>() {}

/// Called at the key `items`, so that a type that has none is refused there.
pub const fn list<T: IsList>() {}

/// A type that may carry `x-mcp-header`: an integer, a text or a boolean (2026-07-28, M-PARAM-07).
#[diagnostic::on_unimplemented(
    message = "`header` needs an integer, a text or a boolean, and `{Self}` is none of them",
    label = "cannot be mirrored into a header"
)]
pub trait Mirrored {}

marked!(Mirrored: i8, i16, i32, i64, u8, u16, u32, u64, isize, usize, bool, String);
#[diagnostic::do_not_recommend]
impl<T: Mirrored> Mirrored for Option<T> {}

/// Called at the key `header`, so that a type that cannot have one is refused there.
pub const fn mirrored<T: Mirrored>() {}

/// An argument type that can be given by a literal of type `L`, or by an expression of its own type.
#[diagnostic::on_unimplemented(
    message = "a `{L}` is no value for an argument of type `{Self}`",
    label = "of another type than the argument"
)]
pub trait FromLiteral<L> {
    #[doc(hidden)]
    fn from_literal(literal: L) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T> FromLiteral<T> for T {
    fn from_literal(literal: T) -> Self {
        literal
    }
}

macro_rules! from_literal {
    ($($literal:ty => $($ty:ty)*, |$given:ident| $made:expr;)*) => { $($(
        #[diagnostic::do_not_recommend]
        impl FromLiteral<$literal> for $ty {
            fn from_literal($given: $literal) -> Self { $made }
        }
    )*)* };
}
from_literal! {
    &'static str => String std::path::PathBuf Box<str> std::sync::Arc<str>, |text| text.into();
    &'static str => Option<String> Option<std::path::PathBuf>, |text| Some(text.into());
}

macro_rules! from_number {
    ($($ty:ty)*) => { from_literal! { $($ty => Option<$ty>, |number| Some(number);)* } };
}
from_number!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize f32 f64 bool);

/// `default = ["a", "b"]` of a list.
#[diagnostic::do_not_recommend]
impl<T: FromLiteral<L>, L, const N: usize> FromLiteral<[L; N]> for Vec<T> {
    fn from_literal(literals: [L; N]) -> Self {
        literals.into_iter().map(T::from_literal).collect()
    }
}

#[diagnostic::do_not_recommend]
impl<T: FromLiteral<L>, L, const N: usize> FromLiteral<[L; N]> for Option<Vec<T>> {
    fn from_literal(literals: [L; N]) -> Self {
        Some(Vec::from_literal(literals))
    }
}

/// The value of `default = …` of a field.
pub fn default<T: FromLiteral<L>, L>(value: L) -> T {
    T::from_literal(value)
}

/// The value of `default = …` and `example = …` as JSON.
pub fn literal<T: FromLiteral<L>, L: Serialize>(value: L) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}
