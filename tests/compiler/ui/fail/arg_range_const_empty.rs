use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    const MOST: u8 = 1;
    /// A tool.
    #[mcp_tool]
    pub async fn one(#[arg(range = 5..=MOST)] x: u8) {
        let _ = x;
    }
}

fn main() {
    let _ = tools::server();
}
