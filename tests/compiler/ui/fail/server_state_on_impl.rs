use mcp_runtime::prelude::*;

struct Tools;

/// A server.
#[mcp_server(state = u8)]
impl Tools {
    /// A tool.
    #[mcp_tool]
    async fn one(&self) {}
}

fn main() {}
