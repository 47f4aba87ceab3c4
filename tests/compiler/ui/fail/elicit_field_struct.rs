use mcp_runtime::prelude::*;

#[derive(Elicit)]
struct Address {
    city: String,
}

#[derive(Elicit)]
struct Form {
    name: String,
    address: Address,
}

fn main() {}
