use mcp_runtime::prelude::*;

#[mcp_server]
mod tools {
    /// One.
    #[mcp_tool]
    pub async fn one(#[arg(max_length = 9)] n: String) { drop(n) }
}

fn main() {
    let _ = tools::server();
}
