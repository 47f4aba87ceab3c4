#![deny(warnings)]
use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    #[mcp_tool]
    pub async fn one() {}
}

fn main() {
    let _ = tools::server();
}
