use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// A tool.
    #[mcp_tool]
    pub async fn one(x: &mut String) {
        let _ = x;
    }
}

fn main() {
    let _ = tools::server();
}
