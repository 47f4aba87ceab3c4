#![deny(warnings)]
use mcp_runtime::prelude::*;

#[mcp_tool]
pub async fn one() {}

/// A server.
#[mcp_server(include(super::one))]
mod tools {}

fn main() {
    let _ = tools::server();
}
