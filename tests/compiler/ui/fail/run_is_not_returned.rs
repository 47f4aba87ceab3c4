#![deny(unused_must_use)]

use mcp_runtime::prelude::*;

#[mcp_server]
mod server {
    /// One.
    #[mcp_tool]
    pub async fn one() {}
}

fn main() {
    mcp_runtime::run(server::server());
    mcp_runtime::run_with(server::server(), mcp_runtime::Options::default());
    mcp_runtime::run_from(server::server(), mcp_runtime::Options::default(), []);
    mcp_runtime::serve(server::server());
}
