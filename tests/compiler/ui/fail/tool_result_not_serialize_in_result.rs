use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    use mcp_runtime::prelude::*;

    pub struct Nope;
    /// A tool.
    #[mcp_tool]
    pub async fn one() -> Result<Nope, ToolError> {
        Ok(Nope)
    }
}

fn main() {
    let _ = tools::server();
}
