//! rust-mcp-sdk over HTTP as its README writes a server: `create_axum_server` with its defaults.

#![allow(missing_docs, reason = "the macro writes an enum without any")]

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use rust_mcp_axum::{AxumServerOptions, create_axum_server};
use rust_mcp_sdk::error::SdkResult;
use rust_mcp_sdk::mcp_server::{ServerHandler, ToMcpServerHandler};
use rust_mcp_sdk::schema::{
    CallToolError, CallToolRequestParams, CallToolResult, Implementation, ListToolsResult,
    ListToolsResultCacheScope, PaginatedRequestParams, RpcError, ServerCapabilities, ServerCapabilitiesTools,
    ServerResult, TextContent,
};
use rust_mcp_sdk::{McpServer, RequestContext, ServerDetails, macros, tool_box};

#[path = "shared/listen.rs"]
mod listen;

#[macros::mcp_tool(name = "add", description = "Add two numbers")]
#[derive(Debug, serde::Deserialize, serde::Serialize, macros::JsonSchema)]
struct Add {
    a: f64,
    b: f64,
}

#[macros::mcp_tool(name = "echo", description = "Echo a text")]
#[derive(Debug, serde::Deserialize, serde::Serialize, macros::JsonSchema)]
struct Echo {
    text: String,
}

tool_box!(Tools, [Add, Echo]);

struct Handler;

#[async_trait]
impl ServerHandler for Handler {
    async fn handle_list_tools_request(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: &RequestContext,
        _runtime: Arc<dyn McpServer>,
    ) -> Result<ListToolsResult, RpcError> {
        Ok(ListToolsResult {
            tools: Tools::tools(),
            meta: None,
            next_cursor: None,
            cache_scope: ListToolsResultCacheScope::Private,
            result_type: "complete".to_string(),
            ttl_ms: 0,
        })
    }

    async fn handle_call_tool_request(
        &self,
        params: CallToolRequestParams,
        _context: &RequestContext,
        _runtime: Arc<dyn McpServer>,
    ) -> Result<ServerResult, CallToolError> {
        let (text, structured_content) = match Tools::try_from(params)? {
            Tools::Add(Add { a, b }) => {
                let sum = a + b;
                (sum.to_string(), Some(serde_json::json!({ "result": sum })))
            }
            Tools::Echo(Echo { text }) => (text, None),
        };
        Ok(ServerResult::CallToolResult(CallToolResult {
            content: vec![TextContent::new(text, None, None).into()],
            is_error: None,
            meta: None,
            result_type: "complete".to_string(),
            structured_content,
        }))
    }
}

#[tokio::main]
async fn main() -> SdkResult<()> {
    let details = ServerDetails {
        server_info: Implementation {
            name: "bench".into(),
            version: "0.1.0".into(),
            title: None,
            description: None,
            icons: Vec::new(),
            website_url: None,
        },
        capabilities: ServerCapabilities {
            tools: Some(ServerCapabilitiesTools { list_changed: None }),
            ..Default::default()
        },
        instructions: None,
        meta: None,
    };
    // Its server does not tell the port that it was given, so it is given one that was free just now.
    let address = std::net::TcpListener::bind(listen::address()?)?.local_addr()?;
    let options =
        AxumServerOptions { host: address.ip().to_string(), port: address.port(), ..Default::default() };
    let server = create_axum_server(details, Handler.to_mcp_server_handler(), options);
    tokio::spawn(announce(address));
    server.start().await
}

/// Says where the server listens, once it does.
async fn announce(address: SocketAddr) {
    while tokio::net::TcpStream::connect(address).await.is_err() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    listen::announce(address);
}
