use mcp_runtime::prelude::*;

fn boxed() -> Result<u8, Box<dyn std::error::Error>> {
    Ok(1)
}

/// A tool.
#[mcp_tool]
async fn one() -> Result<u8, ToolError> {
    Ok(boxed()?)
}

/// A server.
#[mcp_server(include(one))]
mod tools {}

fn main() {
    let _ = tools::server();
}
