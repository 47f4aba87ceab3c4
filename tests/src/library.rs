//! A server with prompts and resources, for what clients can meet of them.

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
    use mcp_runtime::{Audio, Embedded, Image, Parsed, ResourceContents, ResourceLink};
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
        #[arg(complete = topics)]
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

    /// Many of them.
    fn topics(typed: &str) -> Vec<String> {
        (1..=250).map(|n| format!("topic {n}")).filter(|topic| topic.starts_with(typed)).collect()
    }

    /// Send a book somewhere.
    #[mcp_prompt]
    pub fn send(
        #[arg(complete = ["CH", "DE"])] country: &str,
        #[arg(complete = towns)] town: &str,
        note: Option<String>,
        by: Option<Parsed<std::net::Ipv4Addr>>,
    ) -> String {
        let by = by.map(|by| format!(" By {}.", *by)).unwrap_or_default();
        format!("Send it to {town} in {country}. {note:?}{by}")
    }

    /// Those of the country that was chosen.
    async fn towns(typed: Completion) -> Result<[&'static str; 1], ToolError> {
        tokio::time::sleep(Duration::from_millis(1)).await;
        match (typed.argument("country"), typed.value()) {
            (_, "private") => Err(ToolError::private("the password is 1234")),
            (Some("CH"), _) => Ok(["Bern"]),
            _ => Ok(["Berlin"]),
        }
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

    /// Show or hide a prompt, or a resource by its URI.
    #[mcp_tool(
        icon("https://example.com/switch.svg", mime = "image/svg+xml", sizes = "any", theme = light),
        meta("com.example/reviewed" = true)
    )]
    pub async fn toggle(name: String, on: bool, cx: &Context) -> Result<String, String> {
        let done =
            if name.contains(':') { cx.enable_resource(&name, on) } else { cx.enable_prompt(&name, on) };
        if done { Ok("toggled".into()) } else { Err(format!("there is no {name}")) }
    }

    /// Say that a resource changed, so many times.
    #[mcp_tool]
    pub async fn touch(uri: String, times: u32, cx: &Context) -> &'static str {
        (0..times).for_each(|_| cx.updated(&uri));
        "touched"
    }

    /// What there is.
    #[mcp_resource(
        "library://catalogue",
        name = "catalogue.md",
        title = "Catalogue",
        mime = "text/markdown",
        size = 8,
        audience(user),
        priority = 0.5,
        last_modified = "2026-07-01T09:00:00Z",
        ttl = "1m",
        scope = "public"
    )]
    pub fn catalogue() -> &'static str {
        "# Books\n"
    }

    /// Bytes.
    #[mcp_resource("library://cover", mime = "image/png")]
    pub async fn cover() -> Vec<u8> {
        vec![137, 80, 78, 71]
    }

    /// Its address has no path, and there are clients that give it one.
    #[mcp_resource("https://library.example")]
    pub fn home() -> &'static str {
        "Welcome."
    }

    /// One book.
    #[derive(Debug, Serialize)]
    pub struct Book {
        id: u32,
        mood: Option<Mood>,
    }

    /// A book. There are ten.
    #[mcp_resource("library://books/{id}{?mood}")]
    pub async fn book(
        #[arg(range = 1..)] id: u32,
        mood: Option<Mood>,
    ) -> Result<Option<Json<Book>>, ToolError> {
        Ok((id <= 10).then_some(Json(Book { id, mood })))
    }

    /// A page as a picture.
    #[mcp_resource("library://scans/{+path}.png", mime = "image/png")]
    pub fn scan(path: std::path::PathBuf) -> ResourceContents {
        ResourceContents::bytes(path.to_string_lossy().as_bytes()).meta("dpi", 300)
    }

    /// Several at once.
    #[mcp_resource("library://shelves{/names*}{?tag*}")]
    pub async fn shelf(names: Vec<String>, tag: Vec<u8>) -> Vec<ResourceContents> {
        let parts = names.iter().map(|name| match name.parse::<u32>() {
            Ok(id) => ResourceContents::text(name).uri(format!("library://books/{id}")),
            Err(_) => ResourceContents::text(name),
        });
        parts.chain((!tag.is_empty()).then(|| ResourceContents::text(format!("{tag:?}")))).collect()
    }

    /// A file that the query names.
    #[mcp_resource("library://file{?path}")]
    pub async fn file(path: Option<std::path::PathBuf>) -> String {
        format!("{path:?}")
    }

    /// Whatever text there is.
    #[mcp_resource("library://raw/{key}")]
    pub async fn raw(#[arg(unchecked)] key: String) -> String {
        key
    }

    /// What the variables of a template were.
    #[derive(Debug, Serialize)]
    pub struct Echo {
        a: String,
        b: Option<String>,
        c: Vec<String>,
    }

    /// Says what it was asked for.
    #[mcp_resource("library://echo/{a}{?b,c*}")]
    pub async fn echo(a: String, b: Option<String>, c: Vec<String>) -> Json<Echo> {
        Json(Echo { a, b, c })
    }

    /// Does not work.
    #[mcp_resource("library://broken/{kind}", timeout = "50ms")]
    pub async fn broken(
        #[arg(complete = ["missing", "private", "panic"])] kind: String,
        cx: Context,
    ) -> Result<ResourceContents, ToolError> {
        cx.progress(1, 1).await;
        match &*kind {
            "missing" => Err(ToolError::not_found("it was lent")),
            "private" => Err(ToolError::private("the password is 1234")),
            "panic" => panic!("secret details of the panic"),
            "content" => Ok(ResourceContents::text("x").mime_type("nonsense")),
            "slow" => {
                tokio::time::sleep(Duration::from_secs(60)).await;
                Ok(ResourceContents::text("never"))
            }
            kind => Err(ToolError::new(format!("failed as asked: {kind}"))),
        }
    }

    /// Those that are known by their numbers.
    #[mcp_resource_list]
    pub async fn lent() -> Vec<ResourceLink> {
        tokio::time::sleep(Duration::from_millis(1)).await;
        vec![
            ResourceLink::new("library://catalogue", "listed already"),
            ResourceLink::new("library://books/7", "seven")
                .title("Seven")
                .mime_type("application/json")
                .size(20),
        ]
    }

    /// What was found.
    #[mcp_resource_list]
    pub fn found() -> Result<Vec<ResourceLink>, ToolError> {
        Ok(vec![ResourceLink::new("library://raw/a", "a").priority(1.0).description("was found")])
    }
}

/// The server.
pub fn server() -> impl mcp_runtime::Server {
    lib::server()
}
