//! The tools as rmcp's README writes them.

#![allow(clippy::unused_self, reason = "rmcp's tools are methods")]

use rmcp::handler::server::wrapper::Parameters;
use rmcp::{Json, schemars, tool, tool_router};

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

#[derive(Clone)]
pub(crate) struct Bench;

#[tool_router(server_handler)]
impl Bench {
    #[tool(description = "Add two numbers")]
    fn add(&self, Parameters(AddParams { a, b }): Parameters<AddParams>) -> Json<Sum> {
        Json(Sum { result: a + b })
    }

    #[tool(description = "Echo a text")]
    fn echo(&self, Parameters(EchoParams { text }): Parameters<EchoParams>) -> String {
        text
    }
}
