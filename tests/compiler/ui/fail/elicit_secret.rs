use mcp_runtime::prelude::*;

#[derive(Elicit)]
struct Form {
    user: String,
    password: String,
}

fn main() {}
