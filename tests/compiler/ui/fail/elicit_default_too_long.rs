use mcp_runtime::prelude::*;

#[derive(Elicit)]
struct Form {
    #[elicit(len = ..=3, default = "none")]
    name: String,
}

fn main() {}
