use mcp_runtime::prelude::*;

struct Held<T>(T);

#[mcp_server(lock = "mcp.lock.json")]
impl<T: Send + Sync + 'static> Held<T> {
    /// Nothing.
    #[mcp_tool]
    async fn nothing(&self) {}
}

fn main() {}
