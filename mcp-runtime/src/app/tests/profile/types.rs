//! The types of the rows, but for those of others.

use std::collections::{BTreeMap, HashMap};

use schemars::{JsonSchema, JsonSchema_repr};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Declares types that are read, written and described.
macro_rules! types {
    ($($item:item)*) => {
        $(
            #[derive(Debug, Serialize, Deserialize, JsonSchema)]
            $item
        )*
    };
}

types! {
    pub(super) struct Point {
        /// From the left.
        x: i32,
        y: i32,
    }

    pub(super) struct Nested {
        from: Point,
        to: Option<Point>,
        by: Vec<Point>,
    }

    pub(super) struct Empty {}

    pub(super) struct Unit;

    pub(super) struct Newtype(u8);

    pub(super) struct Transparent {
        #[serde(flatten)]
        point: Point,
    }

    pub(super) struct Pair(u8, String);

    pub(super) struct Page<T> {
        items: Vec<T>,
        next: Option<T>,
    }

    pub(super) enum Size {
        Small,
        Large,
    }

    /// How loud it is.
    pub(super) enum Loudness {
        /// Nobody hears it.
        Low,
        /// All do.
        High,
        Unknown,
    }

    pub(super) struct Documented {
        /// How loud it has to be.
        loud: Loudness,
        /// How loud it may be.
        most: Option<Loudness>,
        any: Vec<Loudness>,
    }

    /// A shape.
    pub(super) enum External {
        /// No shape.
        Nothing,
        Circle(u32),
        Line(u32, u32),
        /// With corners.
        Rectangle { width: u32, height: u32 },
    }

    #[serde(tag = "kind", rename_all = "snake_case")]
    pub(super) enum Internal {
        Cash,
        Card { last: String },
        Bank(Point),
    }

    #[serde(tag = "t", content = "c")]
    pub(super) enum Adjacent {
        Mark(u8),
        Absent,
    }

    #[serde(untagged)]
    pub(super) enum Untagged {
        Number(u32),
        Text(String),
        Place { x: i32 },
    }

    #[serde(untagged)]
    pub(super) enum Maybe {
        Nothing,
        Text(String),
    }

    pub(super) struct Tree {
        name: String,
        children: Vec<Tree>,
    }

    pub(super) struct Linked {
        value: u8,
        next: Option<Box<Linked>>,
    }

    /// The outer one.
    pub(super) struct Outer {
        name: String,
        #[serde(flatten)]
        point: Described,
    }

    /// The inner one.
    pub(super) struct Described {
        x: i32,
    }

    pub(super) struct Mixed {
        name: String,
        #[serde(flatten)]
        payment: Internal,
    }

    pub(super) struct Open {
        name: String,
        #[serde(flatten)]
        rest: HashMap<String, Value>,
    }

    #[serde(deny_unknown_fields)]
    pub(super) struct Closed {
        name: String,
    }

    #[serde(rename_all = "camelCase")]
    pub(super) struct Renamed {
        first_name: String,
        #[serde(rename = "last-name")]
        last: String,
    }

    pub(super) struct OddName {
        #[serde(rename = "user id")]
        id: u8,
    }

    pub(super) struct Defaulted {
        #[serde(default)]
        count: u32,
        #[serde(default = "five")]
        limit: u32,
        #[serde(default)]
        note: Option<String>,
    }

    pub(super) struct Skipped {
        name: String,
        #[serde(skip)]
        #[expect(dead_code, reason = "serde skips it")]
        cache: u8,
        #[serde(skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    }

    pub(super) struct Aliased {
        #[serde(alias = "colour")]
        color: String,
    }

    pub(super) struct Bounded {
        #[schemars(range(min = 1, max = 5))]
        stars: u8,
        #[schemars(length(min = 1, max = 3))]
        name: String,
        #[schemars(length(max = 2))]
        tags: Vec<String>,
        #[schemars(regex(pattern = "^[a-z]+$"))]
        word: String,
    }

    pub(super) struct Foreign {
        #[schemars(regex(pattern = "(?i)^a"))]
        word: String,
    }

    pub(super) struct Anything {
        value: Value,
        values: Vec<Value>,
    }

    pub(super) struct WithUnit {
        unit: (),
    }

    pub(super) struct Maps {
        by_name: HashMap<String, u8>,
        by_number: BTreeMap<u32, Point>,
    }
}

#[mcp_macros::mcp_type(crate = crate)]
#[derive(Debug)]
pub(super) struct Silent {
    #[serde(flatten)]
    point: Described,
}

fn five() -> u32 {
    5
}

macro_rules! numbered {
    ($($name:ident { $($variant:ident = $number:literal),* })*) => {$(
        /// By its number.
        #[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema_repr)]
        #[serde(try_from = "u8", into = "u8")]
        #[repr(u8)]
        pub(super) enum $name { $($variant = $number),* }

        impl From<$name> for u8 {
            fn from(of: $name) -> Self {
                of as u8
            }
        }

        impl TryFrom<u8> for $name {
            type Error = String;

            fn try_from(number: u8) -> Result<Self, String> {
                match number {
                    $($number => Ok(Self::$variant),)*
                    other => Err(format!("there is no {other}")),
                }
            }
        }
    )*};
}
numbered! {
    Grade { One = 1, Two = 2, Three = 3 }
    Port { Web = 80, Mail = 25 }
}
