use mcp_runtime::prelude::*;

#[mcp_server]
mod resources {
    /// A note.
    #[mcp_resource("notes://today")]
    pub fn note(id: u32) -> String {
        format!("{id}")
    }
}

fn main() {
    let _ = resources::server();
}
