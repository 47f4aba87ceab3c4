use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// A tool.
    #[mcp_tool]
    pub async fn one(#[arg(range = 1..=5 default = 2)] _x: u8) {}
}

fn main() {
    let _ = tools::server();
}
