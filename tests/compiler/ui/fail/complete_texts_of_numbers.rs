use mcp_runtime::prelude::*;

#[mcp_server]
mod prompts {
    /// A prompt.
    #[mcp_prompt]
    pub fn go(#[arg(complete = [1, 2])] days: u8) -> String {
        days.to_string()
    }
}

fn main() {
    let _ = prompts::server();
}
