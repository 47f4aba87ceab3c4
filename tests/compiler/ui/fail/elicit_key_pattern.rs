use mcp_runtime::prelude::*;

#[derive(Elicit)]
struct Form {
    #[elicit(pattern = "^[a-z]+$")]
    name: String,
}

fn main() {}
