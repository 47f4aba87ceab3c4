//! The types.

use mcp_runtime::prelude::*;

/// What somebody orders.
#[mcp_type]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Order {
    /// Who orders.
    #[arg(rename = "name", len = 1..=80, example = "Ann")]
    pub(crate) customer: String,
    #[arg(format = "email")]
    pub(crate) email: String,
    #[arg(format = "date", description = "When it is to come.")]
    pub(crate) day: String,
    #[arg(items = 1..)]
    pub(crate) lines: Vec<Line>,
    #[arg(range = 0.0..1.0, default = 0.5)]
    pub(crate) weight: f64,
    #[arg(default = true)]
    pub(crate) fast: bool,
    #[arg(default = "kg")]
    pub(crate) unit: String,
}

/// One line of it.
#[mcp_type]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    #[arg(pattern = "^[A-Z]+-[0-9]+$")]
    pub(crate) sku: String,
    #[arg(default = 1, range = 1..=500)]
    pub(crate) quantity: u32,
    #[arg(len = ..=5)]
    pub(crate) note: Option<String>,
}

/// A name.
#[mcp_type]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Name(#[arg(len = 1..=3)] pub(crate) String);

/// Where: latitude and longitude.
#[mcp_type]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Place(#[arg(range = -90.0..=90.0)] pub(crate) f64, pub(crate) f64);

/// Nothing.
#[mcp_type]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Unit;

/// How loud.
#[mcp_type]
#[derive(Debug, Clone, Copy, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Level {
    /// Nobody hears it.
    VeryLow,
    High,
}

/// By name, or by its parts.
#[mcp_type]
#[derive(Debug, Clone, PartialEq)]
#[serde(untagged)]
pub(crate) enum Colour {
    Named(#[arg(pattern = "^[a-z]+$")] String),
    Parts {
        #[arg(range = ..=100)]
        red: u8,
        #[arg(default = 7)]
        green: u8,
    },
}

/// How it is paid.
#[mcp_type]
#[derive(Debug, Clone, PartialEq)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Payment {
    Cash,
    /// By card.
    Card {
        #[arg(pattern = "^[0-9]{4}$", rename = "last")]
        digits: String,
    },
}

/// A shape, by its key.
#[mcp_type]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Shape {
    Circle(#[arg(range = 1..=9)] u32),
    Line(#[arg(range = 1..=9)] u32, u32),
    Box {
        #[arg(range = 1..=9)]
        side: u32,
    },
    Nothing,
}

/// A page of something.
#[mcp_type]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Page<T, const N: usize> {
    #[arg(items = ..=2)]
    pub(crate) items: Vec<T>,
    #[arg(default = N, range = 1..=50)]
    pub(crate) limit: usize,
}

/// By tag and content.
#[mcp_type]
#[derive(Debug, Clone, PartialEq)]
#[serde(tag = "t", content = "c")]
pub(crate) enum Grade {
    Mark(#[arg(range = 1..=6)] u8),
    None,
}

/// It borrows, so it is only sent.
#[mcp_type(output)]
#[derive(Debug)]
pub(crate) struct Summary<'a> {
    pub(crate) words: Vec<&'a str>,
    #[arg(range = 1..)]
    pub(crate) width: u32,
}
