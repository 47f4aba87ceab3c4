use mcp_runtime::prelude::*;

struct Tools;

/// A server.
#[mcp_server]
impl Tools {
    /// A tool.
    #[mcp_tool]
    async fn one(&self) {}

    /// Another.
    #[mcp_tool(name = "one")]
    async fn two(&self) {}
}

fn main() {}
