use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// A tool.
    #[mcp_tool(timeout = "10 parsecs")]
    pub async fn one() {}
}

fn main() {
    let _ = tools::server();
}
