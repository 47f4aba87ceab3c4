use mcp_runtime::prelude::*;

struct Tools;

/// A server.
#[mcp_server]
impl Tools {
    /// A tool.
    #[mcp_tool]
    async fn one(&self) {}
}

fn main() {}

/// Again.
#[mcp_server]
impl Tools {
    /// Another tool.
    #[mcp_tool]
    async fn two(&self) {}
}
