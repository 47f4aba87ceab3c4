#[mcp_runtime::mcp_server(around)]
mod tools {
    use mcp_runtime::prelude::*;

    /// Count.
    #[mcp_tool]
    async fn count() -> u8 {
        1
    }
}

fn main() {}
