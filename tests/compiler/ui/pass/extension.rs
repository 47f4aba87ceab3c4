use mcp_runtime::prelude::*;

#[derive(Clone)]
pub struct Caller(u8);

/// A server.
#[mcp_server(instructions = TEXT, version = concat!("1.", "0"))]
mod tools {
    use super::{Caller, TEXT};
    use mcp_runtime::prelude::*;

    /// A tool.
    #[mcp_tool(description = "Another text.", title = "One")]
    pub async fn one(caller: Extension<Caller>) -> u8 {
        caller.0.0
    }
}

const TEXT: &str = "How to use it.";

fn main() {
    let _ = tools::server();
}
