use mcp_runtime::prelude::*;

type Fallible<T> = std::result::Result<T, ToolError>;
type Maybe<T> = Option<T>;
type Wrapped<T> = Json<T>;
type Cx = Context;

/// A server.
#[mcp_server]
mod tools {
    use super::{Cx, Fallible, Maybe, Wrapped};
    use mcp_runtime::prelude::*;

    /// A tool.
    #[mcp_tool]
    pub async fn one(x: Maybe<u8>, cx: &Cx) -> Fallible<Wrapped<Vec<u8>>> {
        let _ = cx;
        Ok(Json(x.into_iter().collect()))
    }

    /// Text.
    #[mcp_tool]
    pub async fn two() -> Fallible<String> {
        Ok(String::new())
    }
}

fn main() {
    let _ = tools::server();
}
