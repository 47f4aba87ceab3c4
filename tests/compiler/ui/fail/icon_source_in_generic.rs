use mcp_runtime::prelude::*;

struct Tools<T>(T);

/// A server.
#[mcp_server(icon = "a.png")]
impl<T: Clone + Send + Sync + 'static> Tools<T> {
    /// A tool.
    #[mcp_tool(icon = "b.png", meta(_c = 1))]
    async fn one(&self) {}
}

fn main() {
    let _ = mcp_runtime::testing::RawClient::new(Tools(1), mcp_runtime::Options::default());
}
