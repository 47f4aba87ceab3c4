#![deny(dead_code)]
use mcp_runtime::prelude::*;

/// A tool that no server includes.
#[mcp_tool]
async fn lonely() {}

fn main() {}
