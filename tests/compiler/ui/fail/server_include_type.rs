use mcp_runtime::prelude::*;

struct Counter;

#[mcp_server]
impl Counter {
    /// A tool.
    #[mcp_tool]
    async fn one(&self) {}
}

/// A server.
#[mcp_server(include(super::Counter::*))]
mod tools {}

fn main() {
    let _ = (tools::server(), Counter);
}
