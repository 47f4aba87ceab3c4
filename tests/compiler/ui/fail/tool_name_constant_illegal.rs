use mcp_runtime::prelude::*;

const NAME: &str = "my tool";

#[mcp_server]
mod tools {
    use super::NAME;

    /// One.
    #[mcp_tool(name = NAME)]
    pub async fn one() {}
}

fn main() {
    let _ = tools::server();
}
