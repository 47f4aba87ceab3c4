use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// A tool.
    #[mcp_tool]
    pub async fn one(_x: u8, _x: u8) {}
}

fn main() {
    let _ = tools::server();
}
