use mcp_runtime::prelude::*;

/// Delete.
#[mcp_tool]
async fn delete(#[ask("How many?")] #[arg(range = 1..=3)] count: u8) -> u8 {
    count
}

fn main() {}
