use mcp_runtime::prelude::*;

#[derive(Elicit)]
struct Form {
    #[elicit(items = 1..=5)]
    name: String,
}

fn main() {}
