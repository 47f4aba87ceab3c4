use mcp_runtime::prelude::*;

#[mcp_server]
mod tools;

fn main() {}
