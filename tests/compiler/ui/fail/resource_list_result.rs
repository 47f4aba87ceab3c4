use mcp_runtime::prelude::*;

#[mcp_server]
mod resources {
    #[mcp_resource_list]
    pub fn notes() -> Vec<String> {
        vec!["notes://1".into()]
    }
}

fn main() {
    let _ = resources::server();
}
