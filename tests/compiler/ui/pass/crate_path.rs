mod kit {
    pub use mcp_runtime::*;
}

/// A server.
#[mcp_runtime::prelude::mcp_server(crate = crate::kit)]
mod tools {
    /// A tool.
    #[mcp_tool]
    pub async fn one(x: u8) -> u8 {
        x
    }
}

/// A free tool.
#[mcp_runtime::prelude::mcp_tool(crate = crate::kit)]
pub async fn free() {}

fn main() {
    let _ = tools::server();
}
