use mcp_runtime::prelude::*;

#[mcp_server]
mod tools {
    /// One.
    #[mcp_tool]
    pub async fn one(#[arg(choices = ["a"])] n: String) { drop(n) }
}

fn main() {
    let _ = tools::server();
}
