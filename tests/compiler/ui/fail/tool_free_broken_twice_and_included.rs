use mcp_runtime::prelude::*;

/// A tool.
#[mcp_tool(nmae = "one")]
async fn one() {}

/// Another one.
#[mcp_tool(nmae = "two")]
async fn two() {}

/// A server.
#[mcp_server(include(super::one, super::two))]
mod tools {}

fn main() {
    let _ = tools::server();
}
