use mcp_runtime::prelude::*;

#[derive(Debug, McpError)]
enum Failed {
    #[mcp(public("gone"))]
    Gone,
    Other,
}

fn main() {}
