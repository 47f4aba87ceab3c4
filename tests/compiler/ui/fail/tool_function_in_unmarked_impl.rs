use mcp_runtime::prelude::*;

struct Tools;

impl Tools {
    /// A tool.
    #[mcp_tool]
    async fn one() -> u8 {
        1
    }
}

fn main() {}
