use mcp_runtime::prelude::*;

#[derive(Debug, McpError)]
enum Failed {
    #[mcp(public("no {name"))]
    Gone { name: String },
}

fn main() {}
