use mcp_runtime::prelude::*;

#[mcp_server]
mod resources {
    /// A note.
    #[mcp_resource("notes://{id}{?lang}")]
    pub fn note(id: u32, #[arg(unchecked)] lang: Option<String>) -> String {
        format!("{id} {lang:?}")
    }
}

fn main() {
    let _ = resources::server();
}
