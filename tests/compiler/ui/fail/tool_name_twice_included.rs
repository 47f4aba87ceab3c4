use mcp_runtime::prelude::*;

mod text {
    use mcp_runtime::prelude::*;

    /// A free tool.
    #[mcp_tool]
    pub async fn reverse() {}
}

/// A server.
#[mcp_server(include(super::text::reverse))]
mod tools {
    /// A tool.
    #[mcp_tool]
    pub async fn reverse() {}
}

fn main() {
    let _ = tools::server();
}
