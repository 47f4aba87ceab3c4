use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// A tool.
    #[mcp_tool]
    pub async fn one() -> u32 {
        "text"
    }
}

fn main() {
    let _ = tools::server();
}
