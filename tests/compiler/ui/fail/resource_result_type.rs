use mcp_runtime::prelude::*;

#[mcp_server]
mod resources {
    /// A number is no contents.
    #[mcp_resource("notes://count")]
    pub fn count() -> u32 {
        7
    }
}

fn main() {
    let _ = resources::server();
}
