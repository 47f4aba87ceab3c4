use mcp_runtime::prelude::*;

#[mcp_server]
mod tools {
    /// One.
    #[mcp_tool]
    pub async fn one(#[arg(min_length = 1)] n: String) { drop(n) }
}

fn main() {
    let _ = tools::server();
}
