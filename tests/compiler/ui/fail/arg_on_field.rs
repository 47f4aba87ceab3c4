use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// A size.
    #[derive(serde::Deserialize, schemars::JsonSchema)]
    pub(crate) struct Size {
        #[arg(range = 1..=10)]
        width: u32,
    }

    /// A tool.
    #[mcp_tool]
    pub async fn one(x: Size) -> u32 {
        x.width
    }
}

fn main() {
    let _ = tools::server();
}
