use mcp_runtime::prelude::*;

#[mcp_server]
mod resources {
    /// A tool.
    #[mcp_tool]
    pub fn note(#[arg(unchecked)] path: String) -> String {
        path
    }
}

fn main() {
    let _ = resources::server();
}
