use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// A tool.
    #[mcp_tool]
    pub fn one() {
        std::future::ready(()).await;
    }
}

fn main() {
    let _ = tools::server();
}
