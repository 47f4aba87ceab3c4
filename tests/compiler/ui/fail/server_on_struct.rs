use mcp_runtime::prelude::*;

#[mcp_server]
struct Tools;

fn main() {}
