use mcp_runtime::prelude::*;

#[derive(Elicit)]
struct Form {
    #[elicit(rename = "")]
    name: String,
}

fn main() {}
