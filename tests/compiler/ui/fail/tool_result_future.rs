use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// A tool.
    #[mcp_tool]
    pub fn one() -> impl Future<Output = u32> {
        async { 1 }
    }
}

fn main() {
    let _ = tools::server();
}
