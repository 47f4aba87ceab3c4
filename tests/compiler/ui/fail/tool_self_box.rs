use mcp_runtime::prelude::*;

struct Tools;

#[mcp_server]
impl Tools {
    /// One.
    #[mcp_tool]
    async fn one(self: Box<Self>) {}
}

fn main() {
    let _ = Tools;
}
