use mcp_runtime::prelude::*;

#[mcp_server]
mod tools {
    /// One.
    #[mcp_tool]
    pub async fn one(#[serde(default)] n: u32) { drop(n) }
}

fn main() {
    let _ = tools::server();
}
