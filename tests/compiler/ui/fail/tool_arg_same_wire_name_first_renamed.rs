use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// A tool.
    #[mcp_tool]
    pub async fn one(#[arg(rename = "_y")] _x: u8, _y: u8) {}
}

fn main() {
    let _ = tools::server();
}
