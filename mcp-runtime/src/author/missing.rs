//! The value of an argument that is absent, asked of its own type.
//!
//! A type accepts `Missing` exactly when serde would accept a struct without the field: `Option` and what is built on
//! it. So whether an argument is required follows from the type, not from its name.

use serde::de::{self, Deserializer, Visitor};
use serde::forward_to_deserialize_any;

/// A deserializer that holds nothing.
pub(crate) struct Missing;

/// That a type needs a value.
#[derive(Debug)]
pub(crate) struct Required;

impl std::fmt::Display for Required {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a value is required")
    }
}

impl std::error::Error for Required {}

impl de::Error for Required {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self
    }
}

impl<'de> Deserializer<'de> for Missing {
    type Error = Required;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Required> {
        Err(Required)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Required> {
        visitor.visit_none()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[test]
    fn only_what_can_be_absent_accepts_it() {
        type Alias = Option<Vec<u8>>;
        assert_eq!(Option::<u8>::deserialize(Missing).ok(), Some(None));
        assert_eq!(Alias::deserialize(Missing).ok(), Some(None));
        assert!(u8::deserialize(Missing).is_err());
        assert!(<()>::deserialize(Missing).is_err());
        assert!(serde_json::Value::deserialize(Missing).is_err());
    }
}
