use mcp_runtime::prelude::*;

#[derive(Debug, McpError)]
enum Failed {
    #[error("gone")]
    #[mcp(public)]
    Gone,
}

fn main() {}
