use mcp_runtime::prelude::*;

#[mcp_server]
mod resources {
    /// A note.
    #[mcp_resource("notes://{year}-{id}")]
    pub fn note(year: u16, id: u32) -> String {
        format!("{year} {id}")
    }
}

fn main() {
    let _ = resources::server();
}
