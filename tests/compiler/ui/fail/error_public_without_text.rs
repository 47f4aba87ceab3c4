use mcp_runtime::prelude::*;

#[derive(Debug, McpError)]
enum Failed {
    #[mcp(public)]
    Gone,
}

fn main() {}
