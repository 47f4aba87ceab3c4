use mcp_runtime::prelude::*;

const NAME: &str = "one";

#[mcp_server]
mod tools {
    use super::NAME;

    /// One.
    #[mcp_tool]
    pub async fn one() {}

    /// Two.
    #[mcp_tool(name = NAME)]
    pub async fn two() {}
}

fn main() {
    let _ = tools::server();
}
