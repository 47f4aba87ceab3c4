use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// A tool.
    #[mcp_tool]
    pub async fn one() -> String {
        let n: u32 = "text";
        n.to_string()
    }
}

fn main() {
    let _ = tools::server();
}
