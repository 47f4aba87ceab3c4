use mcp_runtime::prelude::*;

#[mcp_server]
mod prompts {
    /// A list is no text.
    #[mcp_prompt]
    pub fn plan(cities: Vec<String>, days: u8) -> String {
        format!("{cities:?} {days}")
    }
}

fn main() {
    let _ = prompts::server();
}
