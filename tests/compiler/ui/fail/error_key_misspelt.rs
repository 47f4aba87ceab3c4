use mcp_runtime::prelude::*;

#[derive(Debug, McpError)]
enum Failed {
    #[mcp(pubilc("gone"))]
    Gone,
}

fn main() {}
