use mcp_runtime::prelude::*;

#[mcp_tool]
struct One;

fn main() {}
