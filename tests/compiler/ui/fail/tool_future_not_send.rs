use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// A tool.
    #[mcp_tool]
    pub async fn one() {
        let shared = std::rc::Rc::new(1);
        std::future::ready(()).await;
        drop(shared);
    }
}

fn main() {
    let _ = tools::server();
}
