//! Icons, `_meta` and `clients(…)` in every form, also where the attribute comes out of a macro and where the server is generic.

use mcp_runtime::prelude::*;

const DOT: &str = "data:image/png;base64,iVBORw0KGgo=";
const PNG: &str = "image/png";

/// A server.
#[mcp_server(
    description = concat!("Draws", "."),
    website = "http://localhost:8080/",
    icon = "https://example.com/a.png",
    icon(super::DOT, mime = super::PNG, sizes = "16x16 any", theme = light),
    include(super::free)
)]
mod tools {
    /// A tool.
    #[mcp_tool(icon = super::DOT)]
    pub async fn short() {}

    /// A tool.
    #[mcp_tool(
        icon("https://example.com/b.png", theme = dark,),
        icon("https://example.com/c.png"),
        meta(
            r#type = "text",
            fn = -1,
            ui = { "resourceUri": "ui://a", "visible": [true, false, null], "deep": { "est": [[]] } },
            "com.example/" = 0x10,
            "com.example/b" = -1.5e3,
        )
    )]
    pub async fn long() {}

    /// A prompt.
    #[mcp_prompt(meta(a = r"\d"), icon = concat!("https://example.com/", "d.png"))]
    pub fn prompt() -> &'static str {
        "Say it."
    }
}

/// A tool that stands alone.
#[mcp_tool(meta(alone = true), icon = DOT)]
fn free() {}

macro_rules! made {
    ($icon:literal, $website:expr, $key:literal, $value:literal) => {
        /// A server.
        #[mcp_server(icon = $icon, website = $website)]
        mod made {
            /// A tool.
            #[mcp_tool(icon($icon, theme = dark), icon = $website, meta(a = $value, $key = [$value]))]
            pub async fn one() {}
        }
    };
}
made!("https://example.com/e.png", "https://example.com", "com.example/f", -1);

struct Generic<T>(T);

/// A generic server.
#[mcp_server(
    icon = DOT,
    website = "https://example.com",
    clients(anthropic, openai, openai_strict, gemini, roo, vscode, typescript, langchain, llama_index)
)]
impl<T: Clone + Send + Sync + 'static> Generic<T> {
    /// A tool.
    #[mcp_tool(icon = DOT, meta(a = 1))]
    async fn one(&self) {
        let _ = self.0.clone();
    }
}

fn main() {
    let _ = (tools::server(), made::server(), Generic(1));
}
