#![deny(deprecated)]

use mcp_runtime::prelude::*;

#[mcp_server]
mod tools {
    /// Read a file.
    #[mcp_tool]
    pub async fn read_file() {}

    /// Read a file in another way.
    #[mcp_tool(name = "readfile")]
    pub async fn read_it() {}

    /// A prompt may have the name of a tool.
    #[mcp_prompt(name = "readfile")]
    pub fn prompt() -> String {
        "Read.".into()
    }
}

fn main() {
    let _ = tools::server();
}
