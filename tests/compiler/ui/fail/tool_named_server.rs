use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// A tool.
    #[mcp_tool]
    pub async fn server() {}
}

fn main() {
    let _ = tools::server();
}
