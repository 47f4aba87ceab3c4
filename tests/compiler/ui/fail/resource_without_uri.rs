use mcp_runtime::prelude::*;

#[mcp_server]
mod resources {
    /// A note.
    #[mcp_resource(mime = "text/plain")]
    pub fn note() -> String {
        "a".into()
    }
}

fn main() {
    let _ = resources::server();
}
