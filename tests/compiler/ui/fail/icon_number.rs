use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// A tool.
    #[mcp_tool(icon = 5)]
    pub async fn one() -> &'static str {
        "1"
    }
}

fn main() {
    let _ = tools::server();
}
