use mcp_runtime::prelude::*;

#[derive(Elicit)]
struct Form<'a> {
    value: &'a str,
}

fn main() {}
