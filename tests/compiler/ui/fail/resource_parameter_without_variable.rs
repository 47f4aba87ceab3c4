use mcp_runtime::prelude::*;

#[mcp_server]
mod resources {
    /// A note.
    #[mcp_resource("notes://{id}")]
    pub fn note(id: u32, lang: Option<String>, cx: &mcp_runtime::Context) -> String {
        format!("{id} {lang:?} {}", cx.request_id())
    }
}

fn main() {
    let _ = resources::server();
}
