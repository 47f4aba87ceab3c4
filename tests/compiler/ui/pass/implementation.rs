use std::sync::Mutex;

use mcp_runtime::prelude::*;

struct Counter {
    n: Mutex<u64>,
}

/// Counts.
#[mcp_server(name = "counter", version = "2", title = "Counter", instructions = "Count.", expose_errors = false)]
impl Counter {
    const STEP: u64 = 1;

    fn new() -> Self {
        Self { n: Mutex::new(0) }
    }

    /// Count.
    #[mcp_tool(destructive = false, open_world = false, idempotent = false)]
    async fn add(&self, #[arg(range = 1..=100)] by: u64) -> Result<u64, String> {
        let mut n = self.n.lock().map_err(|error| error.to_string())?;
        *n += by * Self::STEP;
        Ok(*n)
    }

    /// Without a receiver.
    #[mcp_tool]
    fn twice(n: i32) -> i32 {
        n * 2
    }

    /// Itself.
    #[mcp_tool]
    async fn whole(&self) -> Json<Vec<u8>> {
        Json(Vec::new())
    }
}

fn main() {
    let _ = mcp_runtime::testing::RawClient::new(Counter::new(), mcp_runtime::Options::default());
}
