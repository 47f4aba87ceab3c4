use mcp_runtime::prelude::*;

fn towns(typed: &str) -> usize {
    typed.len()
}

#[mcp_server]
mod prompts {
    use super::towns;

    /// A prompt.
    #[mcp_prompt]
    pub fn go(#[arg(complete = towns)] town: String) -> String {
        town
    }
}

fn main() {
    let _ = prompts::server();
}
