use mcp_runtime::prelude::*;

#[mcp_server]
mod tools {
    /// One.
    #[mcp_tool]
    pub async fn one(#[arg(desc = "a number")] n: u32) { drop(n) }
}

fn main() {
    let _ = tools::server();
}
