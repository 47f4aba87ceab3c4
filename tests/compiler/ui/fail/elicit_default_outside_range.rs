use mcp_runtime::prelude::*;

#[derive(Elicit)]
struct Form {
    #[elicit(range = 1..=5, default = 7)]
    stars: u8,
}

fn main() {}
