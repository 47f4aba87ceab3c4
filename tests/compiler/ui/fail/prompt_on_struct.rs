use mcp_runtime::prelude::*;

#[mcp_prompt]
struct Greet;

fn main() {
    let _ = Greet;
}
