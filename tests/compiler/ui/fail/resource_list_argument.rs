use mcp_runtime::prelude::*;

#[mcp_server]
mod resources {
    #[mcp_resource_list]
    pub fn notes(page: u32) -> Vec<mcp_runtime::ResourceLink> {
        vec![mcp_runtime::ResourceLink::new(format!("notes://{page}"), "a")]
    }
}

fn main() {
    let _ = resources::server();
}
