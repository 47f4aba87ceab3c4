use mcp_runtime::prelude::*;

/// A server.
#[mcp_server(include(super::nothing::*))]
mod tools {}

fn main() {
    let _ = tools::server();
}
