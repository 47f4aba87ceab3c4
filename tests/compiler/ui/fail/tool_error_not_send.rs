use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// A tool.
    #[mcp_tool]
    pub async fn one() -> Result<u8, Box<dyn std::error::Error>> {
        Ok(1)
    }
}

fn main() {
    let _ = tools::server();
}
