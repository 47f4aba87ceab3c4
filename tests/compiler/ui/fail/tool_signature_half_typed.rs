use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// A tool.
    #[mcp_tool]
    pub async fn one(x: u8, y) {
        let _ = (x, y);
    }

    /// Another.
    #[mcp_tool]
    pub async fn two() {}
}

fn main() {
    let _ = tools::server();
}
