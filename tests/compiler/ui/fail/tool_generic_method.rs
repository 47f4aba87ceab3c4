use mcp_runtime::prelude::*;

struct Tools;

/// A server.
#[mcp_server]
impl Tools {
    /// A tool.
    #[mcp_tool]
    async fn one<T>(&self, x: T) {
        let _ = x;
    }
}

fn main() {}
