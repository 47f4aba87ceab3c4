use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// A tool.
    #[cfg_attr(unix, mcp_tool)]
    pub async fn one() {}
}

fn main() {
    let _ = tools::server();
}
