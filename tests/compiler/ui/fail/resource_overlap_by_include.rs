use mcp_runtime::prelude::*;

/// A draft.
#[mcp_resource("notes://{name}")]
fn draft(name: String) -> String {
    name
}

#[mcp_server(include(super::draft))]
mod resources {
    /// A note.
    #[mcp_resource("notes://{id}")]
    pub fn note(id: String) -> String {
        id
    }
}

fn main() {
    let _ = resources::server();
}
