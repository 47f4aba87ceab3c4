use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// A tool.
    #[mcp_tool(meta(a = 9007199254740993))]
    pub async fn one() -> &'static str {
        "1"
    }
}

fn main() {
    let _ = tools::server();
}
