use mcp_runtime::prelude::*;

#[mcp_server]
mod tools {}

struct Tools;

#[mcp_server]
impl Tools {}

fn main() {
    let _ = (tools::server(), Tools);
}
