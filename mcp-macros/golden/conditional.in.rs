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
}
