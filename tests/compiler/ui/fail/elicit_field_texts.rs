use mcp_runtime::prelude::*;

#[derive(Elicit)]
struct Form {
    tags: Vec<String>,
}

fn main() {}
