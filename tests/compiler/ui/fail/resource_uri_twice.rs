use mcp_runtime::prelude::*;

#[mcp_server]
mod resources {
    /// A note.
    #[mcp_resource("notes://today")]
    pub fn note() -> String {
        "a".into()
    }

    /// The same.
    #[mcp_resource("notes://%74oday")]
    pub fn again() -> String {
        "a".into()
    }
}

fn main() {
    let _ = resources::server();
}
