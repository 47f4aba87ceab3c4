use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    pub struct NotArg;
    /// A tool.
    #[mcp_tool]
    pub async fn one(a: u8, x: NotArg) {
        let _ = (a, x);
    }
}

fn main() {
    let _ = tools::server();
}
