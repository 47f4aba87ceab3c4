use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    pub struct NotArg;
    /// A tool.
    #[mcp_tool]
    pub async fn one(x: &NotArg) {
        let _ = x;
    }
}

fn main() {
    let _ = tools::server();
}
