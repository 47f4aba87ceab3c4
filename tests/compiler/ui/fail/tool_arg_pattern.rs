use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// A tool.
    #[mcp_tool]
    pub async fn one((a, b): (u8, u8)) {
        let _ = (a, b);
    }
}

fn main() {
    let _ = tools::server();
}
