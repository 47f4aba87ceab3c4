use mcp_runtime::prelude::*;

#[derive(Elicit)]
enum Color {}

fn main() {}
