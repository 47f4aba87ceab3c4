use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// A tool.
    #[mcp_tool(read_only = "yes")]
    pub async fn one() {}
}

fn main() {
    let _ = tools::server();
}
