use mcp_runtime::prelude::*;
use mcp_runtime::testing;

struct Counter;

/// Without the key there is a client in the tests of the crate only, and this is no test.
#[mcp_server]
impl Counter {
    /// Count.
    #[mcp_tool]
    async fn count(&self) -> u32 {
        1
    }
}

fn main() {
    drop(testing::client(Counter));
}
