use mcp_runtime::prelude::*;

async fn plain() {}

/// A server.
#[mcp_server(include(super::plain))]
mod tools {
    /// A tool.
    #[mcp_tool]
    pub async fn one() {}
}

fn main() {
    let _ = tools::server();
}
