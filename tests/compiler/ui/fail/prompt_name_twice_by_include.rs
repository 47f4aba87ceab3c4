use mcp_runtime::prelude::*;

/// The first one.
#[mcp_prompt]
fn greet() -> String {
    "Say hello.".into()
}

#[mcp_server(include(super::greet))]
mod prompts {
    /// The second one.
    #[mcp_prompt(name = "greet")]
    pub fn welcome() -> String {
        "Say welcome.".into()
    }
}

fn main() {
    let _ = prompts::server();
}
