#![no_implicit_prelude]

/// A server.
#[::mcp_runtime::prelude::mcp_server(website = "https://example.com", around(pass, self::pass))]
mod tools {
    /// A tool.
    #[mcp_tool(
        read_only,
        icon("https://example.com/a.png", mime = "image/png", sizes = "any", theme = dark),
        meta(a = 1)
    )]
    pub async fn one(
        /// A text.
        #[arg(len = 1..=5)]
        x: &str,
        y: ::std::option::Option<u8>,
    ) -> ::std::string::String {
        let _ = y;
        ::std::string::ToString::to_string(x)
    }

    /// Not async.
    #[mcp_tool]
    pub fn two(#[from_call] made: &super::Made) {
        let _ = made;
    }

    async fn pass(
        _: ::mcp_runtime::Call,
        next: ::mcp_runtime::Next,
    ) -> ::std::result::Result<::mcp_runtime::Reply, ::mcp_runtime::ToolError> {
        next.run().await
    }
}

/// Made of a call.
pub struct Made;

impl ::mcp_runtime::FromCall for Made {
    async fn from_call(
        _: &::mcp_runtime::Context,
    ) -> ::std::result::Result<Self, ::mcp_runtime::ToolError> {
        ::std::result::Result::Ok(Self)
    }
}

/// A server.
pub struct Tools;

/// A server.
#[::mcp_runtime::prelude::mcp_server]
impl Tools {
    /// A method.
    #[mcp_tool]
    pub async fn three(&self) -> u8 {
        3
    }
}

/// A free tool.
#[::mcp_runtime::prelude::mcp_tool]
pub async fn four() {}

/// An error.
#[derive(Debug, ::mcp_runtime::prelude::McpError)]
pub enum Failed {
    /// Public.
    #[mcp(public("failed with {0}", hint = "do not"))]
    Publicly(u8),
    /// Private.
    #[mcp(private)]
    Privately,
}

fn main() {
    let _ = (tools::server(), Failed::Publicly(1), Failed::Privately);
}

use ::std::fmt::Debug;
use ::std::prelude::rust_2024::derive;
