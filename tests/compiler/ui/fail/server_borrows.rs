use std::process::ExitCode;

use mcp_runtime::prelude::*;

struct Tools<'a>(&'a str);

/// A server.
#[mcp_server]
impl Tools<'_> {
    /// A tool.
    #[mcp_tool]
    async fn one(&self) {}
}

fn main() -> ExitCode {
    mcp_runtime::run(Tools("one"))
}
