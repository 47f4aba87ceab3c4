use mcp_runtime::prelude::*;

#[mcp_server]
mod resources {
    /// A draft, which may not exist.
    #[cfg(not(windows))]
    #[mcp_resource("notes://{name}")]
    pub fn draft(name: String) -> String {
        name
    }

    /// A note.
    #[mcp_resource("notes://{id}")]
    pub fn note(id: String) -> String {
        id
    }
}

fn main() {
    let _ = resources::server();
}
