use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    use mcp_runtime::prelude::*;

    /// A tool.
    #[mcp_tool]
    pub async fn one(#[arg(range = 1..=2)] cx: &Context) {
        let _ = cx;
    }
}

fn main() {
    let _ = tools::server();
}
