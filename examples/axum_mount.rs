//! A server beside the other routes of an axum application, with layers of tower-http around it.
//!
//! `axum_mount [ADDRESS]` listens on that address, or on 127.0.0.1:3000. Clients find the server at `/tools/mcp`.
#![allow(clippy::print_stderr, reason = "a script reads there where it listens")]

use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::get;
use mcp_runtime::{HttpOptions, HttpService, Options};
use tower_http::compression::CompressionLayer;
use tower_http::cors::CorsLayer;
use tower_http::trace::TraceLayer;

/// Who is calling, as the application knows it.
#[derive(Debug, Clone)]
pub struct Caller(pub String);

/// Greets whom the application knows.
#[mcp_runtime::mcp_server(name = "greeter")]
mod greeter {
    use mcp_runtime::prelude::*;

    use super::Caller;

    /// Greet the caller.
    #[mcp_tool(read_only)]
    async fn greet(
        /// Which words to use.
        #[arg(default = "Hello")]
        words: String,
        caller: Extension<Caller>,
    ) -> String {
        format!("{words}, {}!", caller.0.0)
    }

    /// Count, slowly.
    #[mcp_tool(read_only)]
    async fn count(#[arg(range = 1..=60)] to: u32, cx: &Context) -> String {
        for step in 1..=to {
            cx.progress(step, to).await;
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        format!("{to} steps")
    }
}

/// Stands for whatever the application does to find out who calls. A tool takes what is put here as `Extension<Caller>`.
async fn identify(mut request: Request, next: Next) -> Response {
    let name =
        request.headers().get("x-user").and_then(|name| name.to_str().ok()).unwrap_or("stranger").to_owned();
    request.extensions_mut().insert(Caller(name));
    next.run(request).await
}

fn application() -> Result<(Router, HttpService), mcp_runtime::Error> {
    // The router takes `/tools` off the path; clients of HTTP+SSE have to be told the whole of it.
    let http = HttpOptions::default().mounted_at("/tools").allow_origins(["https://app.example.com"]);
    let service = HttpService::new(greeter::server(), Options::default().http(http))?;
    let origin = HeaderValue::from_static("https://app.example.com");
    let router = Router::new()
        .route("/", get(|| async { "an application with a server at /tools/mcp" }))
        .nest_service("/tools", service.clone())
        .layer(from_fn(identify))
        .layer(CorsLayer::permissive().allow_origin(origin))
        // It leaves event streams as they are.
        .layer(CompressionLayer::new())
        .layer(TraceLayer::new_for_http());
    Ok((router, service))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:3000".into());
    let (router, service) = application()?;
    let listener = tokio::net::TcpListener::bind(address).await?;
    eprintln!("listening on http://{}/tools/mcp", listener.local_addr()?);
    // Without it each answer waits for the acknowledgement of the one before.
    let listener = axum::serve::ListenerExt::tap_io(listener, |socket| {
        let _ = socket.set_nodelay(true);
    });
    let stop = async move {
        let _ = tokio::signal::ctrl_c().await;
        service.end_streams();
        // Calls may end; a client that does not leave keeps nothing alive for ever.
        tokio::time::sleep(Duration::from_millis(100)).await;
    };
    axum::serve(listener, router).with_graceful_shutdown(stop).await?;
    Ok(())
}
