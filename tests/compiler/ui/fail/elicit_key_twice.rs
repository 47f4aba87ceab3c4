use mcp_runtime::prelude::*;

#[derive(Elicit)]
struct Form {
    #[elicit(title = "Name")]
    #[elicit(title = "Your name")]
    name: String,
}

fn main() {}
