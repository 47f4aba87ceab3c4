use mcp_runtime::prelude::*;

#[derive(Elicit)]
struct Form {
    #[elicit(title = "Credit card")]
    number: String,
}

fn main() {}
