use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// A tool.
    #[mcp_tool(title "One")]
    pub async fn one() {}
}

fn main() {
    let _ = tools::server();
}
