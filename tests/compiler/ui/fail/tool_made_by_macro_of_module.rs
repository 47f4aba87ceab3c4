use mcp_runtime::prelude::*;

/// A server.
#[mcp_server]
mod tools {
    use mcp_runtime::prelude::*;

    macro_rules! tool {
        ($name:ident) => {
            /// A tool.
            #[mcp_tool]
            pub async fn $name() {}
        };
    }
    tool!(one);
}

fn main() {
    let _ = tools::server();
}
