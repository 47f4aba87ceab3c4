use mcp_runtime::prelude::*;

struct Tools<S>(S);

/// A server.
#[mcp_server]
impl<S> Tools<S> {
    /// A tool.
    #[mcp_tool]
    async fn one(&self) {}
}

fn main() {}
