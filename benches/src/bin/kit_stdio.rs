//! This kit, as its README writes a server.

#![allow(unreachable_pub, reason = "the module is written as it would be in a library")]

use std::process::ExitCode;

use mcp_runtime::prelude::*;

/// Two tools to measure.
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
}

pub(crate) fn main() -> ExitCode {
    mcp_runtime::run(bench::server())
}
