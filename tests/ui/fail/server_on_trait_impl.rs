use mcp_runtime::prelude::*;

struct Tools;

#[mcp_server]
impl Clone for Tools {
    fn clone(&self) -> Self {
        Tools
    }
}

fn main() {}
