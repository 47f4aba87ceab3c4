use mcp_runtime::prelude::*;

#[mcp_server]
mod tools {
    #[mcp_tool(description = 5)]
    pub async fn one() {}
}

fn main() {
    let _ = tools::server();
}
