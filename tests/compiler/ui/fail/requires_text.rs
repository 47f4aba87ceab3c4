use mcp_runtime::prelude::*;

/// Asks.
#[mcp_tool(requires = "roots")]
async fn asks() -> &'static str {
    "asked"
}

fn main() {}
