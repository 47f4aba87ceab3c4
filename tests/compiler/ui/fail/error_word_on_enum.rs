use mcp_runtime::prelude::*;

#[derive(Debug, McpError)]
#[mcp(private)]
enum Failed {
    #[mcp(private)]
    Gone,
}

fn main() {}
