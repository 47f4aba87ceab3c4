//! rmcp over HTTP as its README writes a server: the service with its defaults, under a path of axum.

use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::{StreamableHttpServerConfig, StreamableHttpService};

#[path = "shared/listen.rs"]
mod listen;
#[path = "shared/rmcp_readme.rs"]
mod tools;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let service = StreamableHttpService::new(
        || Ok(tools::Bench),
        LocalSessionManager::default().into(),
        StreamableHttpServerConfig::default(),
    );
    let router = axum::Router::new().nest_service("/mcp", service);
    axum::serve(listen::listen().await?, router).await?;
    Ok(())
}
