use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// A tool.
    #[mcp_tool]
    pub async fn one(#[arg(len = 3, default = "ab")] _x: String) {}
}

fn main() {
    let _ = tools::server();
}
