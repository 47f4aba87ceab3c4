//! What a value may be within its type: as the author says, and as the type itself does.

use std::ops::Bound;

use serde_json::{Map, Value, json};

use crate::schema::HELD_FORMAT;
use crate::schema::describe::describe;
use crate::schema::number::{Number, NumberRange};

/// The formats that a text is checked for although its type took it. Of dates and the like a type may take more than the
/// standard, so those are only looked at when the type refused.
const HELD: [&str; 2] = ["email", "uri"];

#[derive(Debug, Default)]
pub(super) struct Bounds {
    /// The numbers that the author allows.
    range: Option<NumberRange>,
    /// The numbers that the type has.
    natural: Option<NumberRange>,
    /// Serde gives infinity for a number that an `f32` does not have.
    pub(super) narrow: bool,
    length: Option<(usize, usize)>,
    items: Option<(usize, usize)>,
    /// The bounds may be those of `char`, `[T; N]` or `NonZero`, so they tell variants apart.
    of_type: bool,
    pattern: Option<regex_lite::Regex>,
    format: Option<String>,
    pub(super) holds_format: bool,
}

const ALL: NumberRange = NumberRange { low: Bound::Unbounded, high: Bound::Unbounded };

impl Bounds {
    pub(super) fn of(schema: &Map<String, Value>) -> Self {
        let text = |key: &str| schema.get(key).and_then(Value::as_str);
        let natural = text("format").and_then(natural);
        let range = range(schema, natural);
        let prefix =
            schema.get("prefixItems").and_then(Value::as_array).map(|prefix| (prefix.len(), prefix.len()));
        let items = count(schema, "minItems", "maxItems").filter(|items| Some(*items) != prefix);
        let length = count(schema, "minLength", "maxLength");
        let nonzero = natural.is_some_and(|natural| natural.low == Bound::Included(Number::Int(0)))
            && range.is_some_and(|range| {
                range.low == Bound::Included(Number::Int(1)) && range.high == Bound::Unbounded
            });
        Self {
            range,
            natural,
            narrow: text("format") == Some("float"),
            length,
            items,
            of_type: nonzero || length == Some((1, 1)) || items.is_some_and(|(min, max)| min == max),
            pattern: text("pattern").and_then(|pattern| regex_lite::Regex::new(pattern).ok()),
            format: text("format").filter(|_| natural.is_none()).map(str::to_owned),
            holds_format: text("format")
                .is_some_and(|format| HELD.contains(&format) || schema.contains_key(HELD_FORMAT)),
        }
    }

    /// Of a schema that no type stands behind, every bound is the schema's.
    pub(super) fn hold_all(&mut self, schema: &Map<String, Value>) {
        self.of_type = true;
        self.items = count(schema, "minItems", "maxItems");
        self.holds_format = self.format.is_some();
    }

    /// Whether there is anything that serde does not see to.
    pub(super) fn is_own(&self) -> bool {
        self.range.is_some()
            || self.narrow
            || self.length.is_some()
            || self.items.is_some()
            || self.pattern.is_some()
            || self.holds_format
    }

    /// Whether a value of the right kind is within all of them. `decoded`: its type took it.
    pub(super) fn allow(&self, value: &Value, decoded: bool) -> bool {
        match value {
            Value::Number(_) => Number::of(value).is_none_or(|n| {
                self.range.is_none_or(|range| range.contains(n))
                    && ((decoded && !self.narrow) || self.natural.is_none_or(|natural| natural.contains(n)))
            }),
            Value::String(text) => {
                self.length.is_none_or(|length| within(length, text))
                    && self.pattern.as_ref().is_none_or(|pattern| pattern.is_match(text))
                    && ((decoded && !self.holds_format)
                        || self.format.as_ref().is_none_or(|format| crate::schema::format::is(format, text)))
            }
            Value::Array(items) => self.items.is_none_or(|(min, max)| (min..=max).contains(&items.len())),
            _ => true,
        }
    }

    /// Whether a value can be one of the type, whatever the author asks for beyond.
    pub(super) fn allow_type(&self, value: &Value) -> bool {
        let natural = match value {
            Value::Number(_) if !self.narrow => {
                Number::of(value).is_none_or(|n| self.natural.is_none_or(|natural| natural.contains(n)))
            }
            _ => true,
        };
        natural && (!self.of_type || self.allow(value, true))
    }

    /// The words for a number that the type does not have: they name the end that the schema leaves out.
    pub(super) fn words_beyond_type(&self, value: &Value) -> Option<String> {
        let (n, natural) = (Number::of(value)?, self.natural?);
        if natural.contains(n) {
            return None;
        }
        let own = self.range.unwrap_or(ALL);
        let mut schema = json!({ "type": if self.narrow || matches!(natural.low, Bound::Included(Number::Float(_))) { "number" } else { "integer" } });
        let low = if own.low == Bound::Unbounded { natural.low } else { own.low };
        let high = if own.high == Bound::Unbounded { natural.high } else { own.high };
        crate::schema::number::annotate_range(schema.as_object_mut()?, NumberRange { low, high });
        Some(describe(&schema, &Value::Null))
    }
}

fn within((min, max): (usize, usize), text: &str) -> bool {
    (min..=max).contains(&text.chars().take(max.saturating_add(1)).count())
}

fn count(schema: &Map<String, Value>, min: &str, max: &str) -> Option<(usize, usize)> {
    let end =
        |key: &str| schema.get(key).and_then(Value::as_u64).map(|n| usize::try_from(n).unwrap_or(usize::MAX));
    match (end(min), end(max)) {
        (None, None) => None,
        (low, high) => Some((low.unwrap_or(0), high.unwrap_or(usize::MAX))),
    }
}

/// The author's range: what is left of the schema's without the ends that the type has anyway.
fn range(schema: &Map<String, Value>, natural: Option<NumberRange>) -> Option<NumberRange> {
    let end = |inclusive: &str, exclusive: &str| {
        let number = |key: &str| schema.get(key).and_then(Number::of);
        number(inclusive)
            .map(Bound::Included)
            .or_else(|| number(exclusive).map(Bound::Excluded))
            .unwrap_or(Bound::Unbounded)
    };
    let (mut low, mut high) = (end("minimum", "exclusiveMinimum"), end("maximum", "exclusiveMaximum"));
    if let Some(natural) = natural {
        low = if low == natural.low { Bound::Unbounded } else { low };
        high = if high == natural.high { Bound::Unbounded } else { high };
    }
    let range = NumberRange { low, high };
    (range != ALL).then_some(range)
}

/// The numbers of a type, by the name that its schema has for it.
fn natural(format: &str) -> Option<NumberRange> {
    let whole = |low: i128, high: i128| (Number::Int(low), Number::Int(high));
    let (low, high) = match format {
        "int8" => whole(i8::MIN.into(), i8::MAX.into()),
        "int16" => whole(i16::MIN.into(), i16::MAX.into()),
        "int32" => whole(i32::MIN.into(), i32::MAX.into()),
        "int64" | "int" => whole(i64::MIN.into(), i64::MAX.into()),
        "uint8" => whole(0, u8::MAX.into()),
        "uint16" => whole(0, u16::MAX.into()),
        "uint32" => whole(0, u32::MAX.into()),
        "uint64" | "uint" => whole(0, u64::MAX.into()),
        // As it is written shortest; what rounds to it is within.
        "float" => (Number::Float(-3.402_823_5e38), Number::Float(3.402_823_5e38)),
        _ => return None,
    };
    Some(NumberRange { low: Bound::Included(low), high: Bound::Included(high) })
}
