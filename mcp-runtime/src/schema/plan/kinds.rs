//! The kinds of JSON values, as bits.

use serde_json::Value;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kinds(u8);

impl Default for Kinds {
    /// A schema that names no type takes every one.
    fn default() -> Self {
        Self::ANY
    }
}

impl Kinds {
    /// No value has it.
    pub(super) const NONE: Self = Self(0);
    pub(super) const NULL: Self = Self(1);
    pub(super) const BOOLEAN: Self = Self(2);
    pub(super) const INTEGER: Self = Self(4);
    /// An integer is a number too.
    pub(super) const NUMBER: Self = Self(4 | 8);
    pub(super) const STRING: Self = Self(16);
    pub(super) const ARRAY: Self = Self(32);
    pub(super) const OBJECT: Self = Self(64);
    pub(super) const ANY: Self = Self(127);

    /// What `type` says.
    pub(super) fn of_schema(kinds: Option<&Value>) -> Self {
        match kinds {
            Some(Value::String(kind)) => Self::named(kind),
            Some(Value::Array(kinds)) => {
                let kinds = kinds.iter().filter_map(Value::as_str).map(Self::named);
                Self(kinds.fold(0, |all, kind| all | kind.0))
            }
            _ => Self::ANY,
        }
    }

    fn named(kind: &str) -> Self {
        match kind {
            "null" => Self::NULL,
            "boolean" => Self::BOOLEAN,
            "integer" => Self::INTEGER,
            "number" => Self::NUMBER,
            "string" => Self::STRING,
            "array" => Self::ARRAY,
            "object" => Self::OBJECT,
            _ => Self::ANY,
        }
    }

    /// The least kind that a value has.
    pub(super) fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::NULL,
            Value::Bool(_) => Self::BOOLEAN,
            Value::Number(number) if number.is_f64() => Self::NUMBER,
            Value::Number(_) => Self::INTEGER,
            Value::String(_) => Self::STRING,
            Value::Array(_) => Self::ARRAY,
            Value::Object(_) => Self::OBJECT,
        }
    }

    pub(super) fn has(self, kind: Self) -> bool {
        self.0 & kind.0 == kind.0
    }

    pub(super) fn is_any(self) -> bool {
        self == Self::ANY
    }
}
