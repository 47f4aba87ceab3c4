use mcp_runtime::prelude::*;

#[derive(Debug, McpError)]
enum Failed {
    #[mcp(private)]
    Unreadable(#[source] String),
}

fn main() {}
