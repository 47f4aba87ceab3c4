use mcp_runtime::prelude::*;

#[derive(Elicit)]
#[elicit(title = "Booking")]
struct Form {
    name: String,
}

fn main() {}
