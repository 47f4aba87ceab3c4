use mcp_runtime::prelude::*;

#[derive(serde::Deserialize, schemars::JsonSchema)]
pub struct Args<'a> {
    text: &'a str,
}

/// A server.
#[mcp_server]
mod tools {
    /// A tool.
    #[mcp_tool]
    pub async fn one(args: super::Args<'_>) -> usize {
        args.text.len()
    }
}

fn main() {
    let _ = tools::server();
}
