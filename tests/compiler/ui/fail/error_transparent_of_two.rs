use mcp_runtime::prelude::*;

#[derive(Debug, McpError)]
enum Failed {
    #[mcp(transparent)]
    Unreadable(std::io::Error, String),
}

fn main() {}
