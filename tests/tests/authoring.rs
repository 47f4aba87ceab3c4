//! What authors write in their own way, and what clients see of it.

#![allow(
    clippy::extra_unused_type_parameters,
    clippy::needless_arbitrary_self_type,
    clippy::unnecessary_wraps,
    reason = "it is what authors may write"
)]

#[path = "authoring/flat.rs"]
mod flat;

use std::collections::HashMap;
use std::sync::Arc;

use mcp_runtime::prelude::*;
use mcp_runtime::testing::{self, CallError, Client};
use mcp_runtime::{CallToolResult, Image, ResourceLink, Text, schemars};
use serde_json::{Value, json};

const ABOUT: &str = "Words from a constant.";

#[doc = include_str!("authoring/about.md")]
#[mcp_server(name = NAME)]
mod texts {
    use super::ABOUT;

    pub(super) const NAME: &str = "texts";
    const TOOL: &str = "from_a_constant";

    #[doc = include_str!("authoring/about.md")]
    #[mcp_tool]
    async fn from_a_file() {}

    /// First.
    #[doc = concat!("Sec", "ond.")]
    /// Third.
    #[mcp_tool]
    async fn pieces(#[doc = concat!("An ", "argument.")] n: u8) -> u8 {
        n
    }

    #[mcp_tool(name = TOOL, description = ABOUT)]
    async fn named(#[arg(description = ABOUT)] n: u8) -> u8 {
        n
    }

    /**
     * A block.
     *
     *  - with a list
     */
    #[mcp_tool]
    async fn starred() {}

    /// Old.
    #[deprecated(since = "1.2.0", note = "use `starred`")]
    #[mcp_tool]
    async fn old() -> u8 {
        1
    }

    #[deprecated]
    #[mcp_tool(description = "Older.")]
    fn older() {}
}

#[mcp_runtime::test]
async fn texts_are_constants_files_and_blocks() -> Result<(), CallError> {
    let client = texts::client();
    let tools = client.list("tools").await?;
    let said: Vec<[&str; 2]> = tools
        .iter()
        .map(|tool| ["name", "description"].map(|key| tool[key].as_str().unwrap_or_default()))
        .collect();
    assert_eq!(
        said,
        [
            ["from_a_file", "What this is.\n\nTwo paragraphs."],
            ["pieces", "First.\nSecond.\nThird."],
            ["from_a_constant", "Words from a constant."],
            ["starred", "A block.\n\n - with a list"],
            ["old", "Old.\n\nDeprecated: use `starred`"],
            ["older", "Older.\n\nDeprecated."],
        ]
    );
    assert_eq!(tools[1]["inputSchema"]["properties"]["n"]["description"], "An argument.");
    assert_eq!(tools[2]["inputSchema"]["properties"]["n"]["description"], "Words from a constant.");
    client.revision("2025-11-25");
    assert_eq!((client.named(3).await, client.old().await), (Ok(3), Ok(1)));
    Ok(())
}

struct Shelf {
    books: Vec<String>,
}

impl Shelf {
    const COUNT: &'static str = "How many there are.";
}

#[mcp_server]
impl Shelf {
    #[mcp_tool(description = Self::COUNT)]
    async fn count(self: &Self) -> usize {
        self.books.len()
    }

    /// Take all, in a task of its own.
    #[mcp_tool]
    async fn all(self: Arc<Self>) -> Result<String, ToolError> {
        let books = Arc::clone(&self);
        Ok(tokio::spawn(async move { books.books.join(", ") }).await?)
    }

    /// The last one.
    #[mcp_tool]
    fn last(self: &Arc<Self>) -> Option<String> {
        self.books.last().cloned()
    }
}

#[mcp_runtime::test]
async fn receivers() -> Result<(), CallError> {
    let client = testing::client(Shelf { books: vec!["a".into(), "b".into()] });
    assert_eq!(client.count().await?, 2);
    assert_eq!(client.all().await?, "a, b");
    assert_eq!(client.last().await?.as_deref(), Some("b"));
    assert_eq!(client.list("tools").await?[0]["description"], "How many there are.");
    Ok(())
}

/// A type that only has the name of one of the kit's.
mod mine {
    #[derive(serde::Deserialize, serde::Serialize, mcp_runtime::schemars::JsonSchema)]
    #[schemars(crate = "mcp_runtime::schemars")]
    pub(crate) struct Context {
        pub(crate) n: u8,
    }
}

fn eight<A, B>() -> u8 {
    8
}

/// Generics have commas.
#[mcp_server(state = HashMap<String, u64>, version = "1")]
mod parameters {
    use super::*;

    /// It is called with one and without.
    #[mcp_tool]
    pub(super) async fn maybe(cx: Option<Context>, extension: Option<Extension<u8>>) -> String {
        format!("{} {}", cx.is_some(), extension.is_some())
    }

    /// An argument.
    #[mcp_tool]
    async fn own(value: Option<mine::Context>) -> Option<u8> {
        value.map(|value| value.n)
    }

    /// Commas.
    #[mcp_tool]
    async fn commas(
        #[arg(default = eight::<u8, u16>(), range = 1..=9)] n: u8,
        all: State<HashMap<String, u64>>,
    ) -> usize {
        all.len() + usize::from(n)
    }
}

/// Defaults of lists, and of nothing.
#[mcp_server]
mod defaults {
    /// All of them.
    #[mcp_tool]
    async fn all(
        #[arg(default = ["a", "b"])] texts: Vec<String>,
        #[arg(default = [1, 2], items = 1..=3)] numbers: Vec<u8>,
        #[arg(default = [[0.5], [1.0]])] nested: Vec<Vec<f64>>,
        #[arg(default = ["c"])] maybe: Option<Vec<String>>,
        #[arg(default = None)] nothing: Option<u8>,
        #[arg(default = Some(3))] something: Option<u8>,
        #[arg(default = [])] empty: Vec<String>,
    ) -> String {
        format!("{texts:?} {numbers:?} {nested:?} {maybe:?} {nothing:?} {something:?} {empty:?}")
    }
}

#[mcp_runtime::test]
async fn defaults_of_lists() -> Result<(), CallError> {
    let client = defaults::client();
    let all = client.call("all", json!({})).await?.text();
    assert_eq!(all, "[\"a\", \"b\"] [1, 2] [[0.5], [1.0]] Some([\"c\"]) None Some(3) []");
    let properties = &client.list("tools").await?[0]["inputSchema"]["properties"];
    assert_eq!(
        (&properties["texts"]["default"], &properties["empty"]["default"]),
        (&json!(["a", "b"]), &json!([]))
    );
    Ok(())
}

#[mcp_runtime::test]
async fn what_a_parameter_may_be() -> Result<(), CallError> {
    let client = parameters::client(HashMap::from([("a".into(), 1)]));
    assert_eq!(client.maybe().await?, "true false");
    assert_eq!(parameters::maybe(None, None).await, "false false");
    for (value, n) in [(json!({}), None), (json!({ "value": { "n": 3 } }), Some(3))] {
        assert_eq!(client.call("own", value).await?.value::<Option<u8>>()?, n);
    }
    assert_eq!(client.call("commas", json!({})).await?.value::<u8>()?, 9);
    assert!(client.list("tools").await?[0]["inputSchema"]["properties"].get("cx").is_none());
    Ok(())
}

#[derive(serde::Serialize, schemars::JsonSchema)]
struct Found {
    n: u8,
}

/// What a result may be.
#[mcp_server]
mod results {
    use super::*;

    /// A value and a picture.
    #[mcp_tool]
    async fn pictured() -> (Json<Found>, Image) {
        (Json(Found { n: 1 }), Image::png([1]))
    }

    /// Words of one's own.
    #[mcp_tool]
    fn worded() -> Result<(Text, Json<Found>), ToolError> {
        Ok((Text::new("one was found"), Json(Found { n: 1 })))
    }

    /// Pictures.
    #[mcp_tool]
    async fn pictures(count: usize) -> Vec<Image> {
        vec![Image::png([1]); count]
    }

    /// All that there can be.
    #[mcp_tool]
    async fn whole() -> CallToolResult<Vec<u8>> {
        CallToolResult::new(vec![1, 2])
            .content(ResourceLink::new("file:///a", "a"))
            .meta("com.example/took", 12)
            .meta("unit", "ms")
    }

    /// No value.
    #[mcp_tool]
    async fn bare() -> CallToolResult<()> {
        CallToolResult::new(()).text("nothing").meta("n", 1)
    }

    /// A key that nobody may have.
    #[mcp_tool]
    async fn reserved() -> CallToolResult<u8> {
        CallToolResult::new(1).meta("io.modelcontextprotocol/x", 1)
    }

    /// A number that is none.
    #[mcp_tool]
    async fn infinite() -> CallToolResult<f64> {
        CallToolResult::new(f64::NAN).text("much")
    }

    /// A link that leads nowhere.
    #[mcp_tool]
    async fn astray() -> CallToolResult<u8> {
        CallToolResult::new(1).content(ResourceLink::new("a b", "a"))
    }
}

#[mcp_runtime::test]
async fn a_value_may_have_content_beside_it() -> Result<(), CallError> {
    for revision in Client::REVISIONS {
        let client = results::client();
        client.revision(revision);
        let call = async |tool: &str, arguments: Value| client.call(tool, arguments).await;
        let found = (revision >= "2025-06-18").then(|| json!({ "n": 1 }));
        let picture = json!({ "type": "image", "data": "AQ==", "mimeType": "image/png" });
        let answer = call("pictured", json!({})).await?;
        assert_eq!(answer.raw()["content"], json!([{ "type": "text", "text": "{\"n\":1}" }, picture]));
        assert_eq!(answer.structured(), found.as_ref(), "{revision}");
        let answer = call("worded", json!({})).await?;
        assert_eq!(answer.raw()["content"], json!([{ "type": "text", "text": "one was found" }]));
        assert_eq!(answer.structured(), found.as_ref(), "{revision}");
        let answer = call("pictures", json!({ "count": 2 })).await?;
        assert_eq!(answer.raw()["content"], json!([picture, picture]));
        assert_eq!(call("pictures", json!({ "count": 0 })).await?.text(), "no content");
        let answer = call("whole", json!({})).await?;
        let content = answer.raw()["content"].as_array().expect("blocks");
        assert_eq!((content.len(), &content[0]["text"]), (2, &json!("[1,2]")), "{revision}");
        let meta = &answer.raw()["_meta"];
        assert_eq!((&meta["com.example/took"], &meta["unit"]), (&json!(12), &json!("ms")), "{revision}");
        assert_eq!(meta.get("io.modelcontextprotocol/serverInfo").is_some(), revision == "2026-07-28");
        let answer = call("bare", json!({})).await?;
        assert_eq!((answer.text(), answer.structured()), ("nothing".to_owned(), None));
        for (tool, why) in [
            ("reserved", "its `_meta` is not valid"),
            ("infinite", "does not fit its output schema"),
            ("astray", "`uri` of content[0] is not valid"),
        ] {
            let error = call(tool, json!({})).await.expect_err("it cannot be sent");
            assert!(error.text().contains(why), "{tool}: {error}");
        }
    }
    let tools = results::client().list("tools").await?;
    assert_eq!(tools[0]["outputSchema"], tools[1]["outputSchema"]);
    assert_eq!(tools[0]["outputSchema"]["required"], json!(["n"]));
    assert!(tools[2].get("outputSchema").is_none() && tools[4].get("outputSchema").is_none());
    assert_eq!(tools[3]["outputSchema"]["required"], json!(["result"]));
    Ok(())
}
