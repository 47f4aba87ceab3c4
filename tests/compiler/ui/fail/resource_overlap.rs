use mcp_runtime::prelude::*;

#[mcp_server]
mod resources {
    /// A note.
    #[mcp_resource("notes://{id}.md")]
    pub fn note(id: String) -> String {
        id
    }

    /// A draft.
    #[mcp_resource("notes://draft-{id}")]
    pub fn draft(id: String) -> String {
        id
    }
}

fn main() {
    let _ = resources::server();
}
