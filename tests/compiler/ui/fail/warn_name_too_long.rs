#![deny(warnings)]
use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// A tool.
    #[mcp_tool]
    pub async fn find_the_nearest_station_for_any_given_address() {}
}

fn main() {
    let _ = tools::server();
}
