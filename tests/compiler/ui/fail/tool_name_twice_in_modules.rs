use mcp_runtime::prelude::*;

#[mcp_server]
mod billing {
    /// A tool.
    #[mcp_tool]
    async fn other() {}

    /// A tool.
    #[mcp_tool]
    async fn pay() {}
}

#[mcp_server(include(super::billing::*))]
mod shop {}

/// A server.
#[mcp_server(include(super::billing::*, super::shop::*))]
mod tools {}

fn main() {
    let _ = (tools::server(), billing::server());
}
