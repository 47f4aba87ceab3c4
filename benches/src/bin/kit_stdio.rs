//! This kit, as its README writes a server.

#![allow(unreachable_pub, reason = "the module is written as it would be in a library")]

use std::process::ExitCode;

use mcp_runtime::prelude::*;

/// Functions to measure.
#[mcp_server(name = "bench")]
mod bench {
    /// Add two numbers.
    #[mcp_tool(read_only)]
    pub async fn add(a: f64, b: f64) -> f64 {
        a + b
    }

    /// Echo a text.
    #[mcp_tool]
    pub async fn echo(text: String) -> String {
        text
    }

    /// A note.
    #[mcp_resource("bench://note")]
    pub async fn note() -> &'static str {
        "A note."
    }

    /// One of many notes.
    #[mcp_resource("bench://notes/{id}")]
    pub async fn notes(id: String) -> String {
        format!("of {id}")
    }

    /// Greet somebody.
    #[mcp_prompt]
    pub async fn get(who: String) -> String {
        format!("of {who}")
    }
}

pub(crate) fn main() -> ExitCode {
    mcp_runtime::run(bench::server())
}
