use mcp_runtime::prelude::*;

#[derive(Debug, McpError)]
enum Failed {
    #[mcp(public("gone", hint = 5))]
    Gone,
}

fn main() {}
