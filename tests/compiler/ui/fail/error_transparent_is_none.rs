use mcp_runtime::prelude::*;

#[derive(Debug)]
struct Nope;

#[derive(Debug, thiserror::Error, McpError)]
enum Failed {
    #[error("gone")]
    #[mcp(transparent)]
    Gone(Nope),
}

fn main() {}
