use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// A tool.
    #[mcp_tool]
    pub async fn one(größe: String) {
        let _ = größe;
    }
}

fn main() {
    let _ = tools::server();
}
