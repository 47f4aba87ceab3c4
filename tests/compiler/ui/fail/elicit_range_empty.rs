use mcp_runtime::prelude::*;

#[derive(Elicit)]
struct Form {
    #[elicit(range = 5..=1)]
    stars: u8,
}

fn main() {}
