use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    #[derive(serde::Serialize)]
    pub struct Size;
    /// A tool.
    #[mcp_tool]
    pub async fn one(#[arg(default = Size)] x: String) {
        let _ = x;
    }
}

fn main() {
    let _ = tools::server();
}
