//! The tools with rmcp's router built once and not on every call, and their own name instead of rmcp's.

#![allow(clippy::unused_self, reason = "rmcp's tools are methods")]

use std::sync::Arc;

use rmcp::handler::server::router::tool::ToolRouter;
use rmcp::handler::server::wrapper::Parameters;
use rmcp::{Json, ServerHandler, schemars, tool, tool_handler, tool_router};

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

/// Over HTTP every session or request has its own clone.
#[derive(Clone)]
pub(crate) struct Bench {
    router: Arc<ToolRouter<Self>>,
}

#[tool_router(router = build_router)]
impl Bench {
    pub(crate) fn new() -> Self {
        Self { router: Arc::new(Self::build_router()) }
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
