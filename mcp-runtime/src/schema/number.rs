//! Numbers of either kind, and ranges of them.

use std::ops::Bound;

use serde_json::{Map, Value};

/// Writes a range into a schema, in the place of the ends that the type has of its own.
pub(crate) fn annotate_range(schema: &mut Map<String, Value>, NumberRange { low, high }: NumberRange) {
    for (end, inclusive, exclusive) in
        [(low, "minimum", "exclusiveMinimum"), (high, "maximum", "exclusiveMaximum")]
    {
        let (key, other, n) = match end {
            Bound::Included(n) => (inclusive, exclusive, n),
            Bound::Excluded(n) => (exclusive, inclusive, n),
            Bound::Unbounded => continue,
        };
        schema.shift_remove(other);
        schema.insert(key.to_owned(), n.to_json());
    }
}

impl NumberRange {
    pub(crate) fn contains(&self, n: Number) -> bool {
        use std::cmp::Ordering::{Equal, Greater, Less};
        let low = match self.low {
            Bound::Included(low) => matches!(n.cmp(low), Some(Equal | Greater)),
            Bound::Excluded(low) => n.cmp(low) == Some(Greater),
            Bound::Unbounded => true,
        };
        let high = match self.high {
            Bound::Included(high) => matches!(n.cmp(high), Some(Equal | Less)),
            Bound::Excluded(high) => n.cmp(high) == Some(Less),
            Bound::Unbounded => true,
        };
        low && high
    }
}

/// The ends of a `range`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NumberRange {
    pub(crate) low: Bound<Number>,
    pub(crate) high: Bound<Number>,
}

/// A number of either kind, compared without loss.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Number {
    Int(i128),
    Float(f64),
}

impl Number {
    fn to_json(self) -> Value {
        match self {
            Self::Int(n) => i64::try_from(n).map_or_else(|_| Value::from(u64::try_from(n).ok()), Value::from),
            Self::Float(n) => Value::from(n),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "only where one side is a float anyway")]
    pub(crate) fn cmp(self, other: Self) -> Option<std::cmp::Ordering> {
        match (self, other) {
            (Self::Int(a), Self::Int(b)) => Some(a.cmp(&b)),
            (Self::Int(a), Self::Float(b)) => (a as f64).partial_cmp(&b),
            (Self::Float(a), Self::Int(b)) => a.partial_cmp(&(b as f64)),
            (Self::Float(a), Self::Float(b)) => a.partial_cmp(&b),
        }
    }

    pub(crate) fn of(value: &Value) -> Option<Self> {
        let Value::Number(number) = value else { return None };
        number
            .as_i64()
            .map(i128::from)
            .or_else(|| number.as_u64().map(i128::from))
            .map(Self::Int)
            .or_else(|| number.as_f64().map(Self::Float))
    }
}
