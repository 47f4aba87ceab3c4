//! A server with prompts, for what clients can meet of them.

use mcp_runtime::prelude::*;

/// A library for tests. Nothing here is useful.
#[mcp_server(
    name = "library",
    version = "1.2.3",
    description = "Books that nobody wrote.",
    website = "https://example.com/library",
    icon("https://example.com/shelf.png", mime = "image/png", sizes = "48x48 96x96"),
    icon("https://example.com/shelf-dark.png", theme = dark)
)]
pub mod lib {
    use std::time::Duration;

    use mcp_runtime::prelude::*;
    use mcp_runtime::{Audio, Embedded, Image, ResourceLink};
    use schemars::JsonSchema;
    use serde::{Deserialize, Serialize};

    /// How a book should feel.
    #[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
    #[serde(rename_all = "lowercase")]
    pub enum Mood {
        /// Light.
        Happy,
        /// Heavy.
        Sad,
    }

    /// Recommend a book.
    #[mcp_prompt(
        title = "Recommendation",
        icon = "https://example.com/book.png",
        meta(shelf = 3, "com.example/tags" = ["old", { "read": null }])
    )]
    pub async fn recommend(
        /// What it is about.
        topic: String,
        /// How long it may be, in pages.
        #[arg(range = 1..=1000)]
        pages: Option<u16>,
        mood: Option<Mood>,
        /// It is read to somebody.
        #[arg(default = false)]
        aloud: bool,
    ) -> String {
        format!("Recommend a book on {topic} ({pages:?} pages, {mood:?}, aloud: {aloud}).")
    }

    /// Greet.
    #[mcp_prompt]
    pub fn greet() -> &'static str {
        "Say hello."
    }

    /// Every kind of content.
    #[mcp_prompt(name = "show_all")]
    pub async fn show() -> Messages {
        Messages::new()
            .user("a text")
            .assistant(Image::png([137, 80, 78, 71]))
            .user(Audio::new(b"RIFF", "audio/wav"))
            .user(ResourceLink::new("file:///tmp/a.txt", "a.txt").mime_type("text/plain"))
            .assistant(Embedded::text("file:///tmp/b.txt", "inside"))
            .description("all that there is")
    }

    /// Fail.
    #[mcp_prompt]
    pub async fn fail(kind: &str) -> Result<Messages, ToolError> {
        match kind {
            "private" => Err(ToolError::private("the password is 1234")),
            "panic" => panic!("secret details of the panic"),
            "content" => Ok(Messages::new().user("fine").user(Image::new([1], "nonsense"))),
            "late" => {
                tokio::time::sleep(Duration::from_millis(2)).await;
                Err(ToolError::new("it is late"))
            }
            kind => Err(ToolError::new(format!("failed as asked: {kind}")).hint("ask for something else")),
        }
    }

    /// Take a while, and say so.
    #[mcp_prompt(timeout = "50ms")]
    pub async fn wait(steps: u32, cx: &Context) -> String {
        for step in 1..=steps {
            cx.progress(step, steps).await;
        }
        if steps > 2 {
            tokio::time::sleep(Duration::from_secs(60)).await;
        }
        "Go on.".into()
    }

    /// Show or hide a prompt.
    #[mcp_tool(
        icon("https://example.com/switch.svg", mime = "image/svg+xml", sizes = "any", theme = light),
        meta("com.example/reviewed" = true)
    )]
    pub async fn toggle(name: String, on: bool, cx: &Context) -> Result<String, String> {
        if cx.enable_prompt(&name, on) { Ok("toggled".into()) } else { Err(format!("no prompt {name}")) }
    }
}

/// The server.
pub fn server() -> impl mcp_runtime::Server {
    lib::server()
}
