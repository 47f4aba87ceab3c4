use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// One.
    #[cfg(unix)]
    #[mcp_tool]
    pub async fn one() {}

    /// Two.
    #[cfg(unix)]
    #[mcp_tool(name = "one")]
    pub async fn two() {}
}

fn main() {
    let _ = tools::server();
}
