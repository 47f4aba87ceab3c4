use mcp_runtime::prelude::*;

/// Asks.
#[mcp_tool(requires(hide))]
async fn asks() -> &'static str {
    "asked"
}

fn main() {}
