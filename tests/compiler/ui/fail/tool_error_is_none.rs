use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    pub struct Nope;
    /// A tool.
    #[mcp_tool]
    pub async fn one() -> Result<u8, Nope> {
        Ok(1)
    }
}

fn main() {
    let _ = tools::server();
}
