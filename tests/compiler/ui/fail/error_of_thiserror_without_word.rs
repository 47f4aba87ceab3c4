use mcp_runtime::prelude::*;

#[derive(Debug, thiserror::Error, McpError)]
enum Failed {
    #[error("gone")]
    Gone,
    #[error("other")]
    #[mcp(private)]
    Other,
}

fn main() {}
