use mcp_runtime::prelude::*;

#[derive(Debug, McpError)]
enum Failed {
    #[mcp(public("gone", hnit = "look elsewhere"))]
    Gone,
}

fn main() {}
