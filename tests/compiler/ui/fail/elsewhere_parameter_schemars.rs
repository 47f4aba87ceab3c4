use mcp_runtime::prelude::*;

#[mcp_server]
mod tools {
    /// One.
    #[mcp_tool]
    pub async fn one(#[schemars(range(min = 1))] n: u32) { drop(n) }
}

fn main() {
    let _ = tools::server();
}
