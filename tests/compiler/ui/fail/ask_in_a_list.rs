use mcp_runtime::prelude::*;

/// Lists.
#[mcp_server]
mod list {
    use mcp_runtime::ResourceLink;
    use mcp_runtime::prelude::*;

    #[mcp_resource_list]
    pub fn all(#[ask("Which?")] which: String) -> Vec<ResourceLink> {
        vec![ResourceLink::new("a:b", which)]
    }
}

fn main() {}
