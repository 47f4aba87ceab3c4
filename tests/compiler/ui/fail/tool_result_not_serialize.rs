use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    pub struct Nope;
    /// A tool.
    #[mcp_tool]
    pub async fn one() -> Nope {
        Nope
    }
}

fn main() {
    let _ = tools::server();
}
