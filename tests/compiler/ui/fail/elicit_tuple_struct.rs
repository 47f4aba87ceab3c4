use mcp_runtime::prelude::*;

#[derive(Elicit)]
struct Form(String);

fn main() {}
