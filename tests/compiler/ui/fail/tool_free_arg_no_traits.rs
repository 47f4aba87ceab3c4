use mcp_runtime::prelude::*;

struct NotArg;

/// A tool.
#[mcp_tool]
async fn one(x: NotArg) {
    let _ = x;
}

fn main() {}
