//! Arguments whose type is read from a text by `FromStr`.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserialize, Deserializer};

/// An argument that is a text to clients and a `T` to the function: for types that have [`FromStr`] and nothing of serde.
///
/// It is for tools, prompts and the variables of resources alike. What `T` refuses is said to the caller in its words.
///
/// ```
/// use std::str::FromStr;
///
/// use mcp_runtime::Parsed;
/// use mcp_runtime::prelude::*;
///
/// struct Coordinates(f64, f64);
///
/// impl FromStr for Coordinates {
///     type Err = &'static str;
///
///     fn from_str(text: &str) -> Result<Self, Self::Err> {
///         let (lat, lon) = text.split_once(',').ok_or("write latitude and longitude, as `46.9,7.4`")?;
///         let number = |text: &str| text.trim().parse().map_err(|_| "a coordinate is a number");
///         Ok(Self(number(lat)?, number(lon)?))
///     }
/// }
///
/// /// What to see near a place.
/// #[mcp_prompt]
/// fn nearby(place: Parsed<Coordinates>) -> String {
///     format!("What is there to see near {}, {}?", place.0.0, place.1)
/// }
/// # assert!("x".parse::<Coordinates>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Parsed<T>(pub T);

impl<T> Deref for Parsed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<'de, T: FromStr<Err: fmt::Display>> Deserialize<'de> for Parsed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'_, str>::deserialize(deserializer)?;
        text.parse().map(Self).map_err(de::Error::custom)
    }
}

impl<T> JsonSchema for Parsed<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "string".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }
}
