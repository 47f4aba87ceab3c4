use mcp_runtime::prelude::*;

/// A tool.
#[mcp_tool]
async fn one(&self) {}

fn main() {}
