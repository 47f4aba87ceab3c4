use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// A tool.
    #[mcp_tool(schema = r##"{"type":"object","properties":{"n":{"type":"string","pattern":"("}}}"##)]
    pub async fn one(n: String) {
        let _ = n;
    }
}

fn main() {
    let _ = tools::server();
}
