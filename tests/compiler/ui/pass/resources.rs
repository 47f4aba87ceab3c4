use std::borrow::Cow;
use std::path::PathBuf;

use mcp_runtime::prelude::*;
use mcp_runtime::{Audio, Image, ResourceContents, ResourceLink};

/// Names of one kind may be those of another, and those of resources may be the same.
#[mcp_resource("files:///{+path}", name = "any file at all.txt")]
async fn note(path: PathBuf) -> Vec<u8> {
    path.into_os_string().into_encoded_bytes()
}

struct Notes {
    home: String,
}

/// Notes.
#[mcp_server(include(note))]
impl Notes {
    /// A tool with the name of a resource.
    #[mcp_tool]
    fn note(&self) -> &'static str {
        "a"
    }

    /// The first one, whatever follows.
    #[mcp_resource("notes://first", mime = "text/markdown; charset=utf-8", size = 12, audience(user, assistant), priority = 1)]
    fn first(&self) -> &str {
        &self.home
    }

    /// Every kind of variable.
    #[mcp_resource("notes://by/{year}/{month},{id}.md{?lang,page,tag*}", ttl = "10s", scope = "private", timeout = "1s")]
    async fn one(
        &self,
        year: u16,
        month: Option1,
        #[arg(rename = "id")] number: u32,
        lang: Option<String>,
        #[arg(default = 1, range = 1..=9)] page: u8,
        tag: Vec<String>,
        cx: &Context,
    ) -> Result<Option<Json<(u16, u32)>>, ToolError> {
        cx.info("read").await;
        let _ = (month, lang, page, tag);
        Ok(Some(Json((year, number))))
    }

    /// Segments.
    #[mcp_resource("notes://tree{/path*}")]
    fn tree(&self, path: Vec<String>) -> Vec<ResourceContents> {
        path.into_iter().map(ResourceContents::text).collect()
    }

    /// Borrowed.
    #[mcp_resource("notes://word/{word}")]
    fn word(&self, #[arg(unchecked)] word: &str) -> Cow<'static, str> {
        word.to_owned().into()
    }

    /// A picture.
    #[mcp_resource("notes://picture")]
    fn picture(&self) -> Image {
        Image::png([1])
    }

    /// Sound.
    #[mcp_resource("notes://sound")]
    async fn sound(&self) -> Option<Audio> {
        None
    }

    #[mcp_resource_list(timeout = "5s")]
    async fn all(&self, cx: Context) -> Result<Vec<ResourceLink>, std::io::Error> {
        cx.info("listed").await;
        Ok(Vec::new())
    }

    #[mcp_resource_list]
    fn more(&self) -> Vec<ResourceLink> {
        Vec::new()
    }
}

/// Not an `Option`, whatever it is called.
#[derive(serde::Deserialize, schemars::JsonSchema)]
struct Option1(#[expect(dead_code, reason = "nobody asks")] u8);

fn main() {
    let _ = Notes { home: "here".into() };
}
