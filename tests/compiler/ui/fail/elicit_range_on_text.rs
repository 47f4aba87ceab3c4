use mcp_runtime::prelude::*;

#[derive(Elicit)]
struct Form {
    #[elicit(range = 1..=5)]
    name: String,
}

fn main() {}
