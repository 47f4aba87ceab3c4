use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    use mcp_runtime::Context;

    /// A tool.
    #[mcp_tool]
    pub async fn one(cx: &Context) -> Result<Image, String> {
        let _ = cx;
        Err("none".into())
    }
}

fn main() {
    let _ = tools::server();
}
