use mcp_runtime::prelude::*;

#[mcp_server]
mod prompts {
    /// A number is no message.
    #[mcp_prompt]
    pub fn count() -> u8 {
        7
    }
}

fn main() {
    let _ = prompts::server();
}
