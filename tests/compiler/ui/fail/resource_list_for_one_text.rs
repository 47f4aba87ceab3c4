use mcp_runtime::prelude::*;

#[mcp_server]
mod resources {
    /// A note.
    #[mcp_resource("notes://{ids}")]
    pub fn note(ids: Vec<u32>) -> String {
        format!("{ids:?}")
    }
}

fn main() {
    let _ = resources::server();
}
