use mcp_runtime::prelude::*;

#[mcp_server]
mod prompts {
    /// A prompt.
    #[mcp_prompt]
    pub fn go(#[arg(complete = 5)] town: String) -> String {
        town
    }
}

fn main() {
    let _ = prompts::server();
}
