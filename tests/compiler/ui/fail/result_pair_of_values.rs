use mcp_runtime::Image;
use mcp_runtime::prelude::*;
use mcp_runtime::schemars;

#[derive(serde::Serialize, schemars::JsonSchema)]
struct Found {
    n: u8,
}

#[mcp_server]
mod tools {
    use super::*;

    /// A value that is not said to be one.
    #[mcp_tool]
    async fn pictured() -> (Found, Image) {
        (Found { n: 1 }, Image::png([1]))
    }
}

fn main() {
    let _ = tools::server();
}
