use mcp_runtime::prelude::*;

#[derive(Elicit)]
struct Form {
    #[elicit(rename = "city")]
    name: String,
    city: String,
}

fn main() {}
