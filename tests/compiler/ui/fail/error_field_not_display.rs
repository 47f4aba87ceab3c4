use mcp_runtime::prelude::*;

#[derive(Debug)]
struct Name;

#[derive(Debug, McpError)]
enum Failed {
    #[mcp(public("no {name}"))]
    Gone { name: Name },
}

fn main() {}
