use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// A tool.
    #[mcp_tool]
    pub async fn one(#[arg(range = 0..=1)] _x: f64) {}
}

fn main() {
    let _ = tools::server();
}
