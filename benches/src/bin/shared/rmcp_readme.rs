//! The tools as rmcp's README writes them.

#![allow(clippy::unused_self, reason = "rmcp's tools are methods")]

use rmcp::handler::server::wrapper::Parameters;
use rmcp::model::{
    ErrorData, ListResourcesResult, PaginatedRequestParams, PromptMessage, ReadResourceRequestParams,
    ReadResourceResponse, ReadResourceResult, Resource, ResourceContents, Role, ServerCapabilities,
    ServerConfig,
};
use rmcp::service::{RequestContext, RoleServer};
use rmcp::{
    Json, ServerHandler, prompt, prompt_handler, prompt_router, schemars, tool, tool_handler, tool_router,
};

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

#[derive(Debug, serde::Deserialize, schemars::JsonSchema)]
struct GetParams {
    who: String,
}

#[derive(Clone)]
pub(crate) struct Bench;

#[tool_router]
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

#[prompt_router]
impl Bench {
    #[prompt(name = "get", description = "Greet somebody")]
    fn get(&self, Parameters(GetParams { who }): Parameters<GetParams>) -> Vec<PromptMessage> {
        vec![PromptMessage::new_text(Role::User, format!("of {who}"))]
    }
}

#[tool_handler]
#[prompt_handler]
impl ServerHandler for Bench {
    fn get_info(&self) -> ServerConfig {
        let capabilities =
            ServerCapabilities::builder().enable_tools().enable_prompts().enable_resources().build();
        ServerConfig::new(capabilities)
    }

    async fn list_resources(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        Ok(ListResourcesResult::with_all_items(vec![Resource::new("bench://note", "note")]))
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        let text = match request.uri.as_str() {
            "bench://note" => "A note.".to_owned(),
            uri => match uri.strip_prefix("bench://notes/") {
                Some(id) => format!("of {id}"),
                None => return Err(ErrorData::resource_not_found("no such note", None)),
            },
        };
        Ok(ReadResourceResult::new(vec![ResourceContents::text(text, request.uri)]).into())
    }
}
