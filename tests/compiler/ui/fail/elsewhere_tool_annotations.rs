use mcp_runtime::prelude::*;

#[mcp_server]
mod tools {
    /// One.
    #[mcp_tool(annotations(read_only_hint = true))]
    pub async fn one() {}
}

fn main() {
    let _ = tools::server();
}
