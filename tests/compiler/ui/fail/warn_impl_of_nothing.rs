#![deny(deprecated)]

use mcp_runtime::prelude::*;

struct Tools;

#[mcp_server]
impl Tools {
    pub async fn forgotten(&self) {}
}

fn main() {
    let _ = Tools;
}
