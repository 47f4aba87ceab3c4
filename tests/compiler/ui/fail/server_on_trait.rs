use mcp_runtime::prelude::*;

#[mcp_server]
trait Tools {}

fn main() {}
