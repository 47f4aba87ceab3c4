use mcp_runtime::prelude::*;

#[derive(Elicit)]
struct Form {
    /// How it is called.
    /// See https://example.com/names for more.
    name: String,
}

fn main() {}
