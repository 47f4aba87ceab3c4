use mcp_runtime::prelude::*;

#[derive(Elicit)]
struct Form {
    #[elicit(titel = "Name")]
    name: String,
    #[elicit(range = 5..=1)]
    stars: u8,
    tags: Vec<String>,
    password: String,
}

fn main() {}
