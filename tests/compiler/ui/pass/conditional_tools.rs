use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// On one.
    #[cfg(unix)]
    #[mcp_tool(name = "system")]
    pub async fn unix() -> &'static str {
        "unix"
    }

    /// On the other.
    #[cfg(not(unix))]
    #[mcp_tool(name = "system")]
    pub async fn other() -> &'static str {
        "other"
    }

    /// Never there.
    #[cfg(any())]
    #[mcp_tool]
    pub async fn never(x: NoSuchType) {}

}

fn main() {
    let _ = tools::server();
}
