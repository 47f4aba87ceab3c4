use mcp_runtime::prelude::*;

mod plain {
    use mcp_runtime::prelude::*;

    /// A tool.
    #[mcp_tool]
    pub async fn one() {}
}

/// A server.
#[mcp_server(include(super::plain::*, super::plain::one))]
mod tools {}

fn main() {
    let _ = tools::server();
}
