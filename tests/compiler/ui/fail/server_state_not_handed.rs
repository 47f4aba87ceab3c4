use mcp_runtime::prelude::*;

struct Db;

/// A server.
#[mcp_server(state = super::Db)]
mod tools {
    /// One.
    #[mcp_tool]
    pub async fn one() {}
}

fn main() {
    let _ = tools::server();
}
