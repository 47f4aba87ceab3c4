use mcp_runtime::prelude::*;

#[derive(Elicit)]
enum Color {
    #[elicit(rename = "Blue")]
    Red,
    Blue,
}

fn main() {}
