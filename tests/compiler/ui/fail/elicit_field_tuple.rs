use mcp_runtime::prelude::*;

#[derive(Elicit)]
struct Form {
    place: (f64, f64),
}

fn main() {}
