use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// A tool.
    #[mcp_tool]
    pub async fn r#move(r#type: String) -> String {
        r#type
    }
}

fn main() {
    let _ = tools::server();
}
