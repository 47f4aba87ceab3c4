use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// A tool.
    #[mcp_tool]
    pub async fn one(#[arg(colour = 5)] x: String) {
        let _ = x;
    }
}

fn main() {
    let _ = tools::server();
}
