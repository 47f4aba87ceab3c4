use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// A tool.
    #[mcp_tool]
    pub async fn one(#[arg(range = ..=300)] x: u8) {
        let _ = x;
    }
}

fn main() {
    let _ = tools::server();
}
