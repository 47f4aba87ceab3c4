use mcp_runtime::prelude::*;

#[mcp_server]
mod tools {
    /// One.
    #[mcp_tool(output_schema = "{}")]
    pub async fn one() {}
}

fn main() {
    let _ = tools::server();
}
