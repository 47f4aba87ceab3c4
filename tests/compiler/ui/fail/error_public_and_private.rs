use mcp_runtime::prelude::*;

#[derive(Debug, McpError)]
enum Failed {
    #[mcp(public("gone"), private)]
    Gone,
}

fn main() {}
