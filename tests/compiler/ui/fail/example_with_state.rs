use mcp_runtime::prelude::*;

#[mcp_server(state = u32)]
mod server {
    use mcp_runtime::prelude::*;

    /// Count.
    ///
    /// ```mcp
    /// {} => 1
    /// ```
    #[mcp_tool]
    async fn count(n: State<u32>) -> u32 {
        *n
    }
}

fn main() {}
