use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// A tool.
    #[mcp_tool]
    pub async fn one(x: impl Into<String>) {
        let _ = x;
    }
    /// Two.
    #[mcp_tool(naem = "b")]
    pub async fn two() {}
    /// Three.
    #[mcp_tool]
    pub async fn three(#[arg(range = 3..=1)] x: u8) {
        let _ = x;
    }
}

fn main() {
    let _ = tools::server();
}
