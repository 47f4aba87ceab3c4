use mcp_runtime::prelude::*;

#[mcp_server]
fn tools() {}

fn main() {}
