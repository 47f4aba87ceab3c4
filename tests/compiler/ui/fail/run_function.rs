use std::process::ExitCode;

use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// A tool.
    #[mcp_tool]
    pub async fn one() {}
}

fn main() -> ExitCode {
    mcp_runtime::run(tools::server)
}
