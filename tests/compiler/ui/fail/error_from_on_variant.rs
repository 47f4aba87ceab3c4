use mcp_runtime::prelude::*;

#[derive(Debug, McpError)]
enum Failed {
    #[from]
    #[mcp(private)]
    Unreadable(std::io::Error),
}

fn main() {}
