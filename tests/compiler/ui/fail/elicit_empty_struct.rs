use mcp_runtime::prelude::*;

#[derive(Elicit)]
struct Form {}

fn main() {}
