use mcp_runtime::prelude::*;

#[derive(McpError)]
union Failed {
    a: u8,
}

fn main() {}
