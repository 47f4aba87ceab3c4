//! rmcp with all that is known to make it faster: the router built once and not on every call, non-blocking
//! pipes instead of the blocking pool, a current-thread runtime, and its own name instead of rmcp's.

use rmcp::ServiceExt;
use rmcp::transport::stdio_pipes;

#[path = "shared/rmcp_routed.rs"]
mod tools;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let service = tools::Bench::new().serve(stdio_pipes()).await?;
    service.waiting().await?;
    Ok(())
}
