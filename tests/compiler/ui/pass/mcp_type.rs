//! Types of arguments and results in every form. What they do when they are called is looked at in `tests/alone`.
use std::collections::BTreeMap;
use std::fmt::Debug;

use mcp_runtime::prelude::*;

const MOST: u32 = 9;

macro_rules! made {
    ($name:ident, $ty:ty, $range:expr) => {
        /// Made by a macro.
        #[mcp_type]
        #[derive(Debug)]
        pub struct $name {
            #[arg(range = $range, default = MOST)]
            pub amount: $ty,
        }
    };
}
made!(Made, u32, 1..=MOST);

/// Generic, with bounds, a lifetime that is not used by serde, and a constant.
#[mcp_type]
#[derive(Debug)]
pub struct Page<T: Debug, const N: usize>
where
    T: Clone,
{
    #[arg(items = 1..=3)]
    pub items: Vec<T>,
    #[arg(default = N)]
    pub limit: usize,
}

/// Derives stand above the mark, or below; other attributes stay.
#[derive(Clone, Copy)]
#[mcp_type]
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
#[serde(rename_all = "lowercase")]
pub enum Size {
    Small = 1,
    #[serde(rename = "big", alias = "huge")]
    Large = 2,
}

/// With what serde and schemars have beside.
#[mcp_type]
#[derive(Debug)]
#[serde(deny_unknown_fields)]
pub struct Both {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[arg(len = 1..=9)]
    pub text: Option<String>,
    #[schemars(range(min = 1, max = 9))]
    pub number: u8,
    #[arg(default = Size::Small, example = Size::Large)]
    pub size: Size,
    #[cfg(any())]
    #[arg(default = Gone)]
    pub gone: Gone,
    #[serde(skip)]
    pub skipped: Hidden,
    #[serde(with = "seconds")]
    #[schemars(with = "u64")]
    pub time: Opaque,
}

/// It has no traits of serde.
#[derive(Debug, Default)]
pub struct Hidden;

#[derive(Debug)]
pub struct Opaque(u64);

mod seconds {
    use mcp_runtime::serde::{Deserialize, Deserializer, Serializer};

    use super::Opaque;

    pub(super) fn serialize<S: Serializer>(value: &Opaque, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(value.0)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Opaque, D::Error> {
        u64::deserialize(deserializer).map(Opaque)
    }
}

/// Read as another type.
#[mcp_type]
#[derive(Debug, Clone)]
#[serde(from = "u64", into = "u64")]
pub struct Through {
    pub hidden: std::sync::Arc<Opaque>,
}

impl From<u64> for Through {
    fn from(n: u64) -> Self {
        Self { hidden: std::sync::Arc::new(Opaque(n)) }
    }
}

impl From<Through> for u64 {
    fn from(through: Through) -> Self {
        through.hidden.0
    }
}

/// Only for results: nothing has to be read.
#[mcp_type(output)]
#[derive(Debug)]
pub struct Sent<'a> {
    pub words: Vec<&'a str>,
}

/// What borrows is for results only, whether or not that is said.
#[mcp_type]
#[derive(Debug)]
pub struct Told<'a> {
    pub word: &'static str,
    pub more: Option<&'a [Size]>,
    #[arg(default = 3)]
    pub number: u8,
}

/// Only for arguments: nothing has to be written.
#[mcp_type(input)]
#[derive(Debug)]
pub struct Read {
    #[arg(default = 3)]
    pub number: u8,
}

/// By its full path, with a path of the kit.
#[mcp_runtime::mcp_type(crate = ::mcp_runtime)]
#[derive(Debug)]
pub enum Empty {}

/// A server.
#[mcp_server(client)]
pub mod tools {
    use super::*;

    /// In the module of a server.
    #[mcp_type]
    #[derive(Debug)]
    pub struct Inner {
        #[arg(range = 1..=10)]
        pub width: u32,
        /// Of its own type.
        pub inner: Option<Box<Self>>,
        #[arg(items = ..=3)]
        pub more: Vec<Self>,
    }

    /// Of clap, beside it: the keys are those of `clap`.
    #[derive(clap::Args, Debug)]
    pub struct Flags {
        #[arg(long)]
        pub long: bool,
    }

    /// A tool.
    #[mcp_tool]
    pub async fn one(made: Made, page: Page<Size, 3>, both: Both, read: Read, inner: Inner) -> BTreeMap<Size, Inner> {
        let _ = (made, page, both, read);
        BTreeMap::from([(Size::Large, inner)])
    }

    /// Another.
    #[mcp_tool]
    pub fn two(flag: Option<Size>, list: &[Made]) -> Result<Sent<'static>, ToolError> {
        let _ = (flag, list);
        Ok(Sent { words: vec!["a"] })
    }

    /// One more.
    #[mcp_tool]
    pub fn three() -> Vec<Told<'static>> {
        vec![Told { word: "a", more: None, number: 1 }]
    }
}

fn main() {
    let client = tools::client();
    let inner = tools::Inner { width: 1, inner: None, more: vec![] };
    let made = Made { amount: 1 };
    let page = Page::<Size, 3> { items: vec![Size::Small], limit: 1 };
    let both = Both { text: None, number: 1, size: Size::Large, skipped: Hidden, time: Opaque(1) };
    let _ = (&client, inner, made, page, both, tools::Flags { long: true }, Read { number: 1 });
}
