use mcp_runtime::prelude::*;

#[derive(Elicit)]
enum Color {
    Red,
    Other(String),
}

fn main() {}
