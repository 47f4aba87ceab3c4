use mcp_runtime::prelude::*;

#[derive(Debug, McpError)]
enum Failed {
    #[mcp(public("no {nme}"))]
    Gone { name: String },
}

fn main() {}
