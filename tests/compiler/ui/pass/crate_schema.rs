use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// A tool.
    #[mcp_tool(schema = r#"{"type":"object","properties":{"x":{}}}"#)]
    pub async fn one(x: serde_json::Value) -> serde_json::Value {
        x
    }
}

fn main() {
    let _ = tools::server();
}
