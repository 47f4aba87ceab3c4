use mcp_runtime::prelude::*;

#[derive(Elicit)]
struct Form {
    #[elicit(range = 1..=300)]
    stars: u8,
}

fn main() {}
