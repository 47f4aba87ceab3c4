use mcp_runtime::prelude::*;

struct Db;

/// A tool.
#[mcp_tool]
async fn one(db: State<Db>) {
    let _ = db;
}

/// A server.
#[mcp_server(include(super::one))]
mod tools {}

fn main() {
    let _ = tools::server();
}
