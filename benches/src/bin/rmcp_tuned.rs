//! rmcp with all that is known to make it faster: the router built once and not on every call, non-blocking
//! pipes instead of the blocking pool, a current-thread runtime, and its own name instead of rmcp's.

#![allow(clippy::unused_self, reason = "rmcp's tools are methods")]

use rmcp::handler::server::router::tool::ToolRouter;
use rmcp::handler::server::wrapper::Parameters;
use rmcp::transport::stdio_pipes;
use rmcp::{Json, ServerHandler, ServiceExt, schemars, tool, tool_handler, tool_router};

#[derive(Debug, serde::Deserialize, schemars::JsonSchema)]
struct AddParams {
    a: f64,
    b: f64,
}

#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
struct Sum {
    result: f64,
}

#[derive(Debug, serde::Deserialize, schemars::JsonSchema)]
struct EchoParams {
    text: String,
}

struct Bench {
    router: ToolRouter<Self>,
}

#[tool_router(router = build_router)]
impl Bench {
    fn new() -> Self {
        Self { router: Self::build_router() }
    }

    #[tool(description = "Add two numbers")]
    fn add(&self, Parameters(AddParams { a, b }): Parameters<AddParams>) -> Json<Sum> {
        Json(Sum { result: a + b })
    }

    #[tool(description = "Echo a text")]
    fn echo(&self, Parameters(EchoParams { text }): Parameters<EchoParams>) -> String {
        text
    }
}

#[tool_handler(router = self.router, name = "bench", version = "0.1.0")]
impl ServerHandler for Bench {}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let service = Bench::new().serve(stdio_pipes()).await?;
    service.waiting().await?;
    Ok(())
}
