use mcp_runtime::prelude::*;

fn boxed() -> Result<u8, Box<dyn std::error::Error>> {
    Ok(1)
}

fn one() -> Result<u8, ToolError> {
    Ok(boxed()?)
}

fn main() {
    let _ = one();
}
