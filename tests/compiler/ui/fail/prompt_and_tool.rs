use mcp_runtime::prelude::*;

#[mcp_server]
mod both {
    /// It cannot be both.
    #[mcp_tool]
    #[mcp_prompt]
    pub fn greet() -> String {
        "Say hello.".into()
    }
}

fn main() {
    let _ = both::server();
}
