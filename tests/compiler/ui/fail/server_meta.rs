use mcp_runtime::prelude::*;

/// A server.
#[mcp_server(meta(a = 1))]
mod tools {
    /// A tool.
    #[mcp_tool]
    pub async fn one() -> &'static str {
        "1"
    }
}

fn main() {
    let _ = tools::server();
}
