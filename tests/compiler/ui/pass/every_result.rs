use mcp_runtime::prelude::*;
use mcp_runtime::{Audio, Embedded, Image, ResourceLink, Text};

#[derive(serde::Serialize, schemars::JsonSchema)]
pub struct Record {
    n: u8,
}

/// A server.
#[mcp_server]
mod tools {
    use super::*;

    macro_rules! results {
        ($($name:ident: $ty:ty = $value:expr;)*) => {
            $(#[allow(dead_code)] pub async fn $name() -> $ty { $value })*
        };
    }
    results! { unused: u8 = 1; }

    /// One.
    #[mcp_tool]
    pub async fn a() -> &'static str {
        "x"
    }

    /// Two.
    #[mcp_tool]
    pub async fn b() -> (u8, Option<String>) {
        (1, None)
    }

    /// Three.
    #[mcp_tool]
    pub async fn c() -> Record {
        Record { n: 1 }
    }

    /// Four.
    #[mcp_tool]
    pub async fn d() -> Vec<Content> {
        vec![Text::new("x").into(), Embedded::bytes("a:b", [1]).into()]
    }

    /// Five.
    #[mcp_tool]
    pub async fn e() -> Image {
        Image::png([1])
    }

    /// Six.
    #[mcp_tool]
    pub async fn f() -> Result<Audio, ToolError> {
        Ok(Audio::new([1], "audio/wav"))
    }

    /// Seven.
    #[mcp_tool]
    pub async fn g() -> Result<ResourceLink, String> {
        Ok(ResourceLink::new("a:b", "b"))
    }

    /// Eight.
    #[mcp_tool]
    pub async fn h() -> Option<Record> {
        None
    }

    /// Nine.
    #[mcp_tool]
    pub async fn i() -> std::borrow::Cow<'static, str> {
        "x".into()
    }

    /// Ten.
    #[mcp_tool]
    pub async fn j() -> std::collections::BTreeMap<String, u8> {
        Default::default()
    }

    /// Eleven.
    #[mcp_tool]
    pub async fn k() -> Json<serde_json::Value> {
        Json(serde_json::Value::Null)
    }
}

fn main() {
    let _ = tools::server();
}
