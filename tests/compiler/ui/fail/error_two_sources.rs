use mcp_runtime::prelude::*;

#[derive(Debug, McpError)]
enum Failed {
    #[mcp(private)]
    Unreadable(#[source] std::io::Error, #[source] std::fmt::Error),
}

fn main() {}
