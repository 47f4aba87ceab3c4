use mcp_runtime::prelude::*;

#[mcp_type(input)]
struct Args {
    text: Option<&'static str>,
}

fn main() {}
