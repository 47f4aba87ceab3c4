use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    use std::fmt::Display;

    /// A tool.
    #[mcp_tool]
    pub async fn one(x: &dyn Display) -> String {
        x.to_string()
    }
}

fn main() {
    let _ = tools::server();
}
