use mcp_runtime::prelude::*;

#[derive(Debug, McpError)]
enum Failed {
    #[mcp(private)]
    Unreadable(#[from] std::io::Error, String),
}

fn main() {}
