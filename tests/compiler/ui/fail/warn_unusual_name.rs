#![deny(warnings)]
use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// A tool.
    #[mcp_tool(name = "readFile")]
    pub async fn one() {}
}

fn main() {
    let _ = tools::server();
}
