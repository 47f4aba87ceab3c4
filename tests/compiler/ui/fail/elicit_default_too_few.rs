use mcp_runtime::prelude::*;

#[derive(Elicit)]
enum Color {
    Red,
}

#[derive(Elicit)]
struct Form {
    #[elicit(items = 2.., default = [Color::Red])]
    colors: Vec<Color>,
}

fn main() {}
