use mcp_runtime::prelude::*;

/// Greet.
#[mcp_tool]
async fn greet(#[ask("Who?")] name: &str) -> String {
    name.to_owned()
}

fn main() {}
