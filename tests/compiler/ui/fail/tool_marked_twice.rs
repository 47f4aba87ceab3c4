use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// A tool.
    #[mcp_tool]
    pub async fn one() {}
    /// Two.
    #[mcp_tool]
    #[mcp_tool]
    pub async fn two() {}
}

fn main() {
    let _ = tools::server();
}
