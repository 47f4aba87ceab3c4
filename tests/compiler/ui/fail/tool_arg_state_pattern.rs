use mcp_runtime::prelude::*;

/// A server.
#[mcp_server(state = u32)]
mod tools {
    use mcp_runtime::prelude::*;

    /// A tool.
    #[mcp_tool]
    pub async fn one(State(limit): State<u32>) -> u32 {
        *limit
    }
}

fn main() {
    let _ = tools::server(1);
}
