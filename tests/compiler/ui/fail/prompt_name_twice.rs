use mcp_runtime::prelude::*;

#[mcp_server]
mod prompts {
    /// The first one.
    #[mcp_prompt]
    pub fn greet() -> String {
        "Say hello.".into()
    }

    /// The second one.
    #[mcp_prompt(name = "greet")]
    pub fn welcome() -> String {
        "Say welcome.".into()
    }
}

fn main() {
    let _ = prompts::server();
}
