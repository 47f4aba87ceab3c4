use mcp_runtime::prelude::*;

/// A tool.
#[mcp_tool]
async fn one<T>(x: T) {
    let _ = x;
}

fn main() {}
