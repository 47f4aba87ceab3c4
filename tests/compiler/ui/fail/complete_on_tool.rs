use mcp_runtime::prelude::*;

#[mcp_server]
mod prompts {
    /// A tool.
    #[mcp_tool]
    pub fn go(#[arg(complete = ["a"])] town: String) -> String {
        town
    }
}

fn main() {
    let _ = prompts::server();
}
