use mcp_runtime::prelude::*;

#[derive(Elicit)]
struct Form {
    #[elicit(title = 5)]
    name: String,
}

fn main() {}
