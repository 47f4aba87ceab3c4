use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// A prompt.
    #[mcp_prompt(icon)]
    pub async fn one() -> &'static str {
        "1"
    }
}

fn main() {
    let _ = tools::server();
}
