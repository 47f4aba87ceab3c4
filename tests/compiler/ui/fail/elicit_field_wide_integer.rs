use mcp_runtime::prelude::*;

#[derive(Elicit)]
struct Form {
    number: u128,
}

fn main() {}
