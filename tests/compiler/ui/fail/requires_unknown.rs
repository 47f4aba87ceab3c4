use mcp_runtime::prelude::*;

/// Asks.
#[mcp_tool(requires(elicitaton))]
async fn asks() -> &'static str {
    "asked"
}

fn main() {}
