use mcp_runtime::prelude::*;

#[mcp_server]
enum Tools {}

fn main() {}
