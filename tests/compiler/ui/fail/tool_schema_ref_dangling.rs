use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// A tool.
    #[mcp_tool(schema = r##"{"type":"object","properties":{"n":{"$ref":"#/$defs/n"}}}"##)]
    pub async fn one(n: u8) {
        let _ = n;
    }
}

fn main() {
    let _ = tools::server();
}
