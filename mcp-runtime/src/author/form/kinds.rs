//! What one field of a form can hold: the types, and how they stand in its schema and its answer.

use std::fmt;
use std::str::FromStr;

use serde_json::Value;

use crate::author::parsed::Parsed;
use crate::author::rules::IsText;

/// One choice: what the answer has, and what the person sees; empty is the same.
#[derive(Debug, Clone, Copy)]
pub struct Label {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
}

impl Label {
    /// A choice of this name, shown as `title`.
    pub const fn new(name: &'static str, title: &'static str) -> Self {
        Self { name, title }
    }

    /// What the person sees.
    pub(super) fn shown(&self) -> &'static str {
        if self.title.is_empty() { self.name } else { self.title }
    }
}

/// What a field holds.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// A text.
    Text,
    /// A text of one character.
    Character,
    /// Yes or no.
    Boolean,
    /// A whole number between the ends of its type, which has this name in schemas.
    Integer {
        /// As `uint8`.
        format: &'static str,
        /// The lowest, where a client has to know it.
        low: Option<i64>,
        /// The highest, where a client has to know it.
        high: Option<i64>,
    },
    /// A number; `float` or `double`.
    Number(&'static str),
    /// One of these.
    One(&'static [Label]),
    /// Any number of these.
    Several(&'static [Label]),
}

/// An enum whose variants are the choices of a field; `#[derive(Elicit)]` makes it so.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no set of choices",
    label = "not an enum with `#[derive(Elicit)]`"
)]
pub trait Choice: Sized + Send + 'static {
    /// The choices, in the order of the source.
    const LABELS: &'static [Label];
    /// Makes the choice at each place.
    const MAKE: &'static [fn() -> Self];

    /// The place of this choice.
    fn place(&self) -> usize;
}

/// A value that one field holds.
#[diagnostic::on_unimplemented(
    message = "no form can ask for a `{Self}`",
    label = "not a field of a form",
    note = "a form is flat: a field is a text, a number, a `bool`, an enum with `#[derive(Elicit)]`, a `Vec` of such an enum, or a `Parsed`"
)]
pub trait Single: Sized + Send + 'static {
    /// How it is asked for.
    const SHAPE: Shape;

    /// From a value that fits the shape. Err: why not, after all.
    fn read(value: &Value) -> Result<Self, String>;
}

/// The type of a field: a value, or an `Option` of one.
#[diagnostic::on_unimplemented(
    message = "no form can ask for a `{Self}`",
    label = "not a field of a form",
    note = "a form is flat: a field is a text, a number, a `bool`, an enum with `#[derive(Elicit)]`, a `Vec` of such an enum, a `Parsed`, or an `Option` of these"
)]
pub trait Entered: Sized + Send + 'static {
    #[doc(hidden)]
    const SHAPE: Shape;
    #[doc(hidden)]
    const OPTIONAL: bool;

    #[doc(hidden)]
    fn read(value: &Value) -> Result<Self, String>;
    /// The value of a field that was left empty, if it may be.
    #[doc(hidden)]
    fn none() -> Option<Self>;
}

#[diagnostic::do_not_recommend]
impl<T: Single> Entered for T {
    const SHAPE: Shape = T::SHAPE;
    const OPTIONAL: bool = false;

    fn read(value: &Value) -> Result<Self, String> {
        T::read(value)
    }

    fn none() -> Option<Self> {
        None
    }
}

#[diagnostic::do_not_recommend]
impl<T: Single> Entered for Option<T> {
    const SHAPE: Shape = T::SHAPE;
    const OPTIONAL: bool = true;

    fn read(value: &Value) -> Result<Self, String> {
        T::read(value).map(Some)
    }

    fn none() -> Option<Self> {
        Some(None)
    }
}

/// A field whose `default` can be written as an `L`.
#[diagnostic::on_unimplemented(
    message = "a `{L}` is no default for a field of type `{Self}`",
    label = "of another type than the field"
)]
pub trait Given<L> {
    #[doc(hidden)]
    fn given(value: L) -> Value;
}

macro_rules! given_by {
    ($($ty:ty: $from:ty),* $(,)?) => {
        $(#[diagnostic::do_not_recommend]
        impl Given<$from> for $ty {
            fn given(value: $from) -> Value { value.into() }
        })*
    };
}
given_by!(
    i8: i8, i16: i16, i32: i32, i64: i64, isize: isize, u8: u8, u16: u16, u32: u32, u64: u64, usize: usize,
    f64: f64, bool: bool, String: &'static str, String: String,
);

#[diagnostic::do_not_recommend]
impl Given<f32> for f32 {
    /// As it is written: 0.1, and not the double that is nearest to its bits.
    fn given(value: f32) -> Value {
        value.to_string().parse::<f64>().map_or(Value::Null, Value::from)
    }
}

#[diagnostic::do_not_recommend]
impl Given<char> for char {
    fn given(value: char) -> Value {
        value.to_string().into()
    }
}

#[diagnostic::do_not_recommend]
impl<T: Choice> Given<T> for T {
    fn given(value: T) -> Value {
        name_of(&value)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Choice> Given<Vec<T>> for Vec<T> {
    fn given(value: Vec<T>) -> Value {
        value.iter().map(name_of).collect()
    }
}

#[diagnostic::do_not_recommend]
impl<T: Choice, const N: usize> Given<[T; N]> for Vec<T> {
    fn given(value: [T; N]) -> Value {
        value.iter().map(name_of).collect()
    }
}

/// So that what is wrong with it is only that it is optional, which [`never_empty`] says.
#[diagnostic::do_not_recommend]
impl<T: Given<L>, L> Given<L> for Option<T> {
    fn given(value: L) -> Value {
        T::given(value)
    }
}

/// Refuses a default where the field may be left empty; called at the key.
#[track_caller]
pub const fn never_empty<T: Entered>() {
    assert!(!T::OPTIONAL, "a field with a default is never empty: take it without `Option`");
}

/// The value of `default = …`.
pub fn given<T: Given<L>, L>(value: L) -> Value {
    T::given(value)
}

/// What does not fit the shape although it was looked at: never, but for numbers that are no JSON.
fn unfit() -> String {
    "cannot be read".into()
}

#[diagnostic::do_not_recommend]
impl Single for String {
    const SHAPE: Shape = Shape::Text;

    fn read(value: &Value) -> Result<Self, String> {
        value.as_str().map(str::to_owned).ok_or_else(unfit)
    }
}

#[diagnostic::do_not_recommend]
impl Single for char {
    const SHAPE: Shape = Shape::Character;

    fn read(value: &Value) -> Result<Self, String> {
        value.as_str().and_then(|text| text.chars().next()).ok_or_else(unfit)
    }
}

#[diagnostic::do_not_recommend]
impl Single for bool {
    const SHAPE: Shape = Shape::Boolean;

    fn read(value: &Value) -> Result<Self, String> {
        value.as_bool().ok_or_else(unfit)
    }
}

macro_rules! integers {
    ($($int:ty, $format:literal, $low:expr, $high:expr;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl Single for $int {
            const SHAPE: Shape = Shape::Integer { format: $format, low: $low, high: $high };

            fn read(value: &Value) -> Result<Self, String> {
                let signed = value.as_i64().and_then(|n| n.try_into().ok());
                signed.or_else(|| value.as_u64()?.try_into().ok()).ok_or_else(unfit)
            }
        }
    )*};
}
integers! {
    i8, "int8", Some(i8::MIN as i64), Some(i8::MAX as i64);
    i16, "int16", Some(i16::MIN as i64), Some(i16::MAX as i64);
    i32, "int32", Some(i32::MIN as i64), Some(i32::MAX as i64);
    i64, "int64", None, None;
    isize, "int", None, None;
    u8, "uint8", Some(0), Some(u8::MAX as i64);
    u16, "uint16", Some(0), Some(u16::MAX as i64);
    u32, "uint32", Some(0), Some(u32::MAX as i64);
    u64, "uint64", Some(0), None;
    usize, "uint", Some(0), None;
}

#[diagnostic::do_not_recommend]
impl Single for f64 {
    const SHAPE: Shape = Shape::Number("double");

    fn read(value: &Value) -> Result<Self, String> {
        value.as_f64().ok_or_else(unfit)
    }
}

#[diagnostic::do_not_recommend]
impl Single for f32 {
    const SHAPE: Shape = Shape::Number("float");

    #[expect(clippy::cast_possible_truncation, reason = "the plan saw that an `f32` has it")]
    fn read(value: &Value) -> Result<Self, String> {
        value.as_f64().map(|n| n as f32).ok_or_else(unfit)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Choice> Single for T {
    const SHAPE: Shape = Shape::One(T::LABELS);

    fn read(value: &Value) -> Result<Self, String> {
        read_choice(value)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Choice> Single for Vec<T> {
    const SHAPE: Shape = Shape::Several(T::LABELS);

    fn read(value: &Value) -> Result<Self, String> {
        value.as_array().into_iter().flatten().map(read_choice).collect()
    }
}

#[diagnostic::do_not_recommend]
impl<T: FromStr<Err: fmt::Display> + Send + 'static> Single for Parsed<T> {
    const SHAPE: Shape = Shape::Text;

    fn read(value: &Value) -> Result<Self, String> {
        value.as_str().ok_or_else(unfit)?.parse().map(Parsed).map_err(|error: T::Err| error.to_string())
    }
}

#[diagnostic::do_not_recommend]
impl<T> IsText for Parsed<T> {}

fn read_choice<T: Choice>(value: &Value) -> Result<T, String> {
    let place = T::LABELS.iter().position(|label| Some(label.name) == value.as_str());
    place.and_then(|place| T::MAKE.get(place)).map(|make| make()).ok_or_else(unfit)
}

fn name_of<T: Choice>(choice: &T) -> Value {
    T::LABELS.get(choice.place()).map(|label| label.name).into()
}
