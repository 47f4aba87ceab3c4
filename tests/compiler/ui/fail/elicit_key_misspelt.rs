use mcp_runtime::prelude::*;

#[derive(Elicit)]
struct Form {
    #[elicit(titel = "Name")]
    name: String,
}

fn main() {}
