use mcp_runtime::prelude::*;

#[mcp_server]
mod prompts {
    /// A prompt changes nothing anyway.
    #[mcp_prompt(read_only)]
    pub fn greet() -> String {
        "Say hello.".into()
    }
}

fn main() {
    let _ = prompts::server();
}
