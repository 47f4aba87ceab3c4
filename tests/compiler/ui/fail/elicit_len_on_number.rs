use mcp_runtime::prelude::*;

#[derive(Elicit)]
struct Form {
    #[elicit(len = 1..=5)]
    stars: u8,
}

fn main() {}
