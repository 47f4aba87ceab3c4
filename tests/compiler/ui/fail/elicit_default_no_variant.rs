use mcp_runtime::prelude::*;

#[derive(Elicit)]
enum Color {
    Red,
}

#[derive(Elicit)]
struct Form {
    #[elicit(default = Color::Green)]
    color: Color,
}

fn main() {}
