use mcp_runtime::prelude::*;

/// A server.
#[mcp_server(clients(roo, gemeni))]
mod tools {
    /// A tool.
    #[mcp_tool]
    pub async fn one() {}
}

fn main() {
    let _ = tools::server();
}
