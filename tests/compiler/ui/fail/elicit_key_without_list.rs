use mcp_runtime::prelude::*;

#[derive(Elicit)]
struct Form {
    #[elicit]
    name: String,
}

fn main() {}
