use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    /// A tool.
    #[mcp_tool]
    pub fn add(a: u8, b: u8) -> u8 {
        a + b
    }

    /// Calls the other.
    #[mcp_tool]
    pub async fn twice(a: u8) -> u8 {
        add(a, a)
    }
}

fn main() {
    assert_eq!(tools::add(1, 2), 3);
    let _ = tools::server();
}
