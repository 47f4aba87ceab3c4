use mcp_runtime::prelude::*;

#[derive(Elicit)]
struct Form {
    #[elicit(format = "uuid")]
    id: String,
}

fn main() {}
