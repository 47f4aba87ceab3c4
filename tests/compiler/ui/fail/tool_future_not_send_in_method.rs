use mcp_runtime::prelude::*;

struct Tools {
    n: std::sync::Mutex<u32>,
}

/// A server.
#[mcp_server]
impl Tools {
    /// A tool.
    #[mcp_tool]
    async fn one(&self) -> u32 {
        let mut n = self.n.lock().unwrap();
        std::future::ready(()).await;
        *n += 1;
        *n
    }
}

fn main() {}
