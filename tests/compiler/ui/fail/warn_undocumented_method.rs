#![deny(warnings)]
use mcp_runtime::prelude::*;

struct Tools;

/// A server.
#[mcp_server]
impl Tools {
    #[mcp_tool]
    async fn one(&self) {}
}

fn main() {
    let _ = Tools;
}
