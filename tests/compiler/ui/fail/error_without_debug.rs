use mcp_runtime::prelude::*;

#[derive(McpError)]
enum Failed {
    #[mcp(private)]
    Gone,
}

fn main() {}
