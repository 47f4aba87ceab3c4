use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    #[derive(serde::Deserialize, schemars::JsonSchema)]
    pub struct Point {
        x: u8,
    }
    /// A tool.
    #[mcp_tool]
    pub async fn one(Point { x }: Point) {
        let _ = x;
    }
}

fn main() {
    let _ = tools::server();
}
