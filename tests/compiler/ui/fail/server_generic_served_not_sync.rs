use mcp_runtime::prelude::*;

struct Tools<S>(S);

/// A server.
#[mcp_server]
impl<S> Tools<S> {
    /// A tool.
    #[mcp_tool]
    async fn one(&self) {}
}

fn main() {
    let server = Tools(std::cell::Cell::new(1));
    let _ = mcp_runtime::testing::RawClient::new(server, mcp_runtime::Options::default());
}
