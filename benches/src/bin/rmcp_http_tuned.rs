//! rmcp over HTTP with all that is known to make it faster: the router built once, JSON instead of event streams
//! where it can (not within a session), and `TCP_NODELAY`, which axum leaves off.

use axum::serve::ListenerExt;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::{StreamableHttpServerConfig, StreamableHttpService};

#[path = "shared/listen.rs"]
mod listen;
#[path = "shared/rmcp_routed.rs"]
mod tools;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let bench = tools::Bench::new();
    let service = StreamableHttpService::new(
        move || Ok(bench.clone()),
        LocalSessionManager::default().into(),
        StreamableHttpServerConfig::default().with_json_response(true),
    );
    let router = axum::Router::new().nest_service("/mcp", service);
    let listener = listen::listen().await?.tap_io(|stream| {
        // A connection that is closed by now has no use for it.
        let _ = stream.set_nodelay(true);
    });
    axum::serve(listener, router).await?;
    Ok(())
}
