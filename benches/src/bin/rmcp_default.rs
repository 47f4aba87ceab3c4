//! rmcp as its README writes a server: `server_handler`, `stdio()`, the multi-thread runtime.

use rmcp::ServiceExt;
use rmcp::transport::stdio;

#[path = "shared/rmcp_readme.rs"]
mod tools;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let service = tools::Bench.serve(stdio()).await?;
    service.waiting().await?;
    Ok(())
}
