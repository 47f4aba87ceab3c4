use mcp_runtime::prelude::*;

#[derive(Elicit)]
struct Form {
    #[elicit(default = "5")]
    stars: u8,
}

fn main() {}
