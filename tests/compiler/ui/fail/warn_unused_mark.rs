#![deny(unused_imports)]

/// A server.
#[mcp_runtime::mcp_server]
mod tools {
    use mcp_runtime::{mcp_prompt, mcp_tool};

    /// A tool.
    #[mcp_tool]
    pub async fn one() {}
}

fn main() {
    let _ = tools::server();
}
