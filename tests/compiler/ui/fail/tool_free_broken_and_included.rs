use mcp_runtime::prelude::*;

/// A tool.
#[mcp_tool(nmae = "one")]
async fn one() {}

/// A server.
#[mcp_server(include(super::one))]
mod tools {}

fn main() {
    let _ = tools::server();
}
