use mcp_runtime::prelude::*;

#[derive(Debug, McpError)]
struct Failed;

fn main() {}
