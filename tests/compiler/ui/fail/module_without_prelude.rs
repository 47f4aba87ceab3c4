use mcp_runtime::prelude::*;

/// A server.
#[mcp_server(state = u8)]
mod tools {
    /// A tool.
    #[mcp_tool]
    pub async fn one(cx: &Context, all: Vec<String>, n: State<u8>) -> Result<Json<u8>, ToolError> {
        let _ = (cx, n);
        if all.is_empty() { Err(ToolError::new("nothing")) } else { Ok(Json(1)) }
    }

    /// A prompt.
    #[mcp_prompt]
    pub fn two() -> mcp_runtime::Messages {
        mcp_runtime::Messages::new()
    }
}

fn main() {
    let _ = tools::server(1);
}
