use mcp_runtime::prelude::*;

struct Tools;

impl Tools {
    /// A tool.
    #[mcp_tool]
    async fn one(&self) -> u8 {
        self.two()
    }

    fn two(&self) -> u8 {
        1
    }
}

fn main() {}
