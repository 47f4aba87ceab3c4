#![deny(deprecated)]

use mcp_runtime::prelude::*;

#[mcp_server]
mod tools {
    pub async fn forgotten() {}
}

fn main() {
    let _ = tools::server();
}
