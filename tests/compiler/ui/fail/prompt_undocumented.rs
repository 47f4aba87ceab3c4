#![deny(deprecated)]

use mcp_runtime::prelude::*;

#[mcp_server]
mod prompts {
    #[mcp_prompt]
    pub fn greet() -> String {
        "Say hello.".into()
    }
}

fn main() {
    let _ = prompts::server();
}
