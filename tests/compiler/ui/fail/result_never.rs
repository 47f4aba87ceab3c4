use mcp_runtime::prelude::*;

#[mcp_server]
mod tools {
    /// Stop.
    #[mcp_tool]
    pub async fn stop() -> ! {
        std::process::exit(0)
    }
}

fn main() {
    let _ = tools::server();
}
