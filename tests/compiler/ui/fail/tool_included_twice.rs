use mcp_runtime::prelude::*;

/// A tool.
#[mcp_tool]
async fn one() {}

/// A server.
#[mcp_server(include(super::one, super::one))]
mod tools {}

fn main() {
    let _ = tools::server();
}
