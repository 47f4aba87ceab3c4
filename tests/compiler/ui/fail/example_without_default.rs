use mcp_runtime::prelude::*;

struct Counter(u32);

#[mcp_server]
impl Counter {
    /// Count.
    ///
    /// ```mcp
    /// {} => 1
    /// ```
    #[mcp_tool]
    async fn count(&self) -> u32 {
        self.0
    }
}

fn main() {
    let _ = Counter(1);
}
