use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// A tool.
    #[mcp_tool(schema = 5)]
    pub async fn one(x: u8) {
        let _ = x;
    }
}

fn main() {
    let _ = tools::server();
}
