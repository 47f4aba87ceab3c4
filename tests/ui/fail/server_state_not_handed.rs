use mcp_runtime::prelude::*;

struct Db;

/// A server.
#[mcp_server(state = super::Db)]
mod tools {}

fn main() {
    let _ = tools::server();
}
