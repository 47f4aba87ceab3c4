use mcp_runtime::prelude::*;

/// Greet.
///
/// ```mcp
/// {} => "Hello"
/// ```
#[mcp_prompt]
async fn greet() -> String {
    "Hello".into()
}

fn main() {}
