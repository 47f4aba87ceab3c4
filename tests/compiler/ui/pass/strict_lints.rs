#![deny(
    warnings,
    missing_docs,
    missing_debug_implementations,
    missing_copy_implementations,
    nonstandard_style,
    unused,
    unreachable_pub,
    unnameable_types
)]
#![forbid(unsafe_code, dead_code, unused_imports, deprecated)]
//! A crate whose lints are strict.

use mcp_runtime::prelude::*;

/// A type.
#[mcp_type]
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// A number.
    #[arg(range = 1..=9, example = 4)]
    pub width: u8,
}

/// A choice.
#[mcp_type]
#[derive(Debug, Clone)]
pub enum Choice {
    /// A text.
    Text(#[arg(len = 1..=9, pattern = "^a")] String),
    /// A list.
    List {
        /// Its items.
        #[arg(items = 1..=9)]
        items: Vec<u8>,
    },
}

/// A server.
#[mcp_server(client, website = "https://example.com", icon = "https://example.com/a.png")]
pub mod tools {
    use mcp_runtime::prelude::*;

    /// A tool.
    #[mcp_tool(
        read_only,
        icon("https://example.com/a.png", mime = "image/png", sizes = "any", theme = dark),
        meta(a = 1)
    )]
    pub async fn one(
        /// A number.
        #[arg(range = 1..=9)]
        x: u8,
    ) -> u8 {
        x
    }

    /// Not async.
    #[mcp_tool]
    pub fn two(cx: &Context, choice: super::Choice) -> super::Size {
        let _ = (cx, choice);
        super::Size { width: 1 }
    }
}

/// A free tool.
#[mcp_tool]
pub async fn free() {}

/// A server.
#[derive(Debug, Clone, Copy)]
pub struct Tools;

/// A server.
#[mcp_server(client, include(free, tools::*))]
impl Tools {
    /// A method.
    #[mcp_tool]
    pub async fn three(&self) -> Result<u8, ToolError> {
        Ok(3)
    }
}

fn main() {
    let _ = (tools::server(), Tools);
}
