use mcp_runtime::prelude::*;

#[derive(Debug, thiserror::Error)]
pub enum Failed {
    #[error(transparent)]
    Tool(#[from] ToolError),
}

/// A server.
#[mcp_server]
mod tools {
    use super::Failed;
    use mcp_runtime::prelude::*;

    /// A tool.
    #[mcp_tool]
    pub async fn one() -> Result<u8, Failed> {
        Ok(1)
    }
}

fn main() {
    let _ = tools::server();
}
