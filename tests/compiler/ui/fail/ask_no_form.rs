use mcp_runtime::prelude::*;

/// Greet.
#[mcp_tool]
async fn greet(#[ask("Who?")] names: Vec<String>) -> usize {
    names.len()
}

fn main() {}
