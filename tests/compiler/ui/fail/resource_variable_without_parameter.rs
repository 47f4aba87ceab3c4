use mcp_runtime::prelude::*;

#[mcp_server]
mod resources {
    /// A note.
    #[mcp_resource("notes://{id}{?lanq}")]
    pub fn note(id: u32, lang: Option<String>) -> String {
        format!("{id} {lang:?}")
    }
}

fn main() {
    let _ = resources::server();
}
