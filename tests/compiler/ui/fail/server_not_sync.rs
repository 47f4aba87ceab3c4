use mcp_runtime::prelude::*;

struct Tools(std::cell::Cell<u8>);

/// A server.
#[mcp_server]
impl Tools {
    /// A tool.
    #[mcp_tool]
    async fn one(&self) {}
}

fn main() {}
