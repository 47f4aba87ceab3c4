use mcp_runtime::prelude::*;

#[derive(Debug, McpError)]
enum Failed {
    #[mcp(private)]
    Unreadable(#[from(io)] std::io::Error),
}

fn main() {}
