use mcp_runtime::prelude::*;

#[derive(Elicit)]
struct Form {
    #[elicit(rename = "apiKey")]
    key: String,
}

fn main() {}
