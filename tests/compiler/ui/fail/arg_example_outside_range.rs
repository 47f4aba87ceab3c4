use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// A tool.
    #[mcp_tool]
    pub async fn one(#[arg(example = 7, range = 1..=5)] x: u8) {
        let _ = x;
    }
}

fn main() {
    let _ = tools::server();
}
