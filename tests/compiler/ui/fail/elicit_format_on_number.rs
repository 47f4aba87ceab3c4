use mcp_runtime::prelude::*;

#[derive(Elicit)]
struct Form {
    #[elicit(format = "date")]
    day: u32,
}

fn main() {}
