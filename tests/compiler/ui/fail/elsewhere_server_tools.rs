use mcp_runtime::prelude::*;

#[mcp_server(tools(one))]
mod tools {
    /// One.
    #[mcp_tool]
    pub async fn one() {}
}

fn main() {
    let _ = tools::server();
}
