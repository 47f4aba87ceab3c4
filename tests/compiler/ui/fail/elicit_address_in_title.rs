use mcp_runtime::prelude::*;

#[derive(Elicit)]
struct Form {
    #[elicit(title = "Name (http://example.com)")]
    name: String,
}

fn main() {}
