use mcp_runtime::prelude::*;

/// A server.
#[mcp_server(icon = "a.png")]
mod tools {
    /// A tool.
    #[mcp_tool(icon = "b.png", icon = "c.png", meta("d d" = 1, "mcp.e/f" = 2))]
    pub async fn one() -> &'static str {
        "1"
    }
}

fn main() {
    let _ = tools::server();
}
