use mcp_runtime::prelude::*;

#[derive(Elicit)]
enum Color {
    #[elicit(titel = "Warm")]
    Red,
}

fn main() {}
