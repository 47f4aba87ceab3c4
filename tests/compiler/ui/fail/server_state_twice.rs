use mcp_runtime::prelude::*;

/// A server.
#[mcp_server(state(u8, u8))]
mod tools {
    /// A tool.
    #[mcp_tool]
    pub async fn one() {}
}

fn main() {}
