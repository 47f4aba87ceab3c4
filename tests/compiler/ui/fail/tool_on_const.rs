use mcp_runtime::prelude::*;

struct Tools;

/// A server.
#[mcp_server]
impl Tools {
    /// A tool.
    #[mcp_tool]
    const ONE: u8 = 1;
}

fn main() {}
