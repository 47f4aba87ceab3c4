use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// Not a tool.
    #[mcp_tool]
    pub struct One;
}

fn main() {
    let _ = tools::server();
}
