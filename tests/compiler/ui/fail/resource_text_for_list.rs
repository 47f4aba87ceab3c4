use mcp_runtime::prelude::*;

#[mcp_server]
mod resources {
    /// A note.
    #[mcp_resource("notes://all{/path*}")]
    pub fn note(path: String) -> String {
        path
    }
}

fn main() {
    let _ = resources::server();
}
