//! The server that is talked to: a tool for each way arguments are read and calls go on. None can be made to take long, to grow large or to
//! panic, so whatever the fuzzer finds is a fault of the kit.

use mcp_runtime::mcp_server;

/// A server for the fuzzer.
#[mcp_server(name = "fuzzbed", version = "1.0.0")]
mod tools {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use mcp_runtime::prelude::*;
    use mcp_runtime::{Embedded, Icon, Image, Level, ResourceLink, Role, Text};
    use mcp_tests::testbed::bed::{Shape, Size, User};
    use schemars::JsonSchema;
    use serde::{Deserialize, Serialize};

    /// Add two numbers.
    #[mcp_tool(read_only)]
    pub(super) async fn add(a: f64, b: f64) -> f64 {
        a + b
    }

    /// Give the text back.
    #[mcp_tool]
    pub(super) async fn echo(text: String) -> String {
        text
    }

    /// Nothing is converted.
    #[mcp_tool(strict)]
    pub(super) async fn strict(n: i64) -> i64 {
        n
    }

    /// Any value.
    #[mcp_tool]
    pub(super) async fn any(value: serde_json::Value) -> serde_json::Value {
        value
    }

    /// Give the record back.
    #[mcp_tool]
    pub(super) async fn record(user: User) -> User {
        user
    }

    /// Arguments with constraints.
    #[mcp_tool]
    pub(super) async fn order(
        #[arg(len = 3..=10, pattern = "^[a-z]+$")] item: String,
        #[arg(range = 1..=99, example = 2)] amount: u32,
        #[arg(default = Size::Medium)] size: Size,
        #[arg(format = "date", rename = "deliverBy")] deliver_by: Option<String>,
        #[arg(items = ..=3)] notes: Option<Vec<String>>,
    ) -> String {
        format!("{amount} {size:?} {item} {deliver_by:?} {notes:?}")
    }

    /// Arguments that hold other ones.
    #[mcp_tool]
    pub(super) async fn draw(
        shapes: Vec<Shape>,
        layers: Option<BTreeMap<u32, Vec<Option<u32>>>>,
        scale: Option<f32>,
    ) -> String {
        format!("{shapes:?} {layers:?} {scale:?}")
    }

    /// Told by its form alone.
    #[derive(Debug, Serialize, Deserialize, JsonSchema)]
    #[serde(untagged)]
    pub(super) enum Tree {
        Leaf(#[schemars(range(max = 9))] u32),
        Name(#[schemars(length(max = 5))] String),
        Node { left: Box<Tree>, right: Option<Box<Tree>> },
        List(Vec<Tree>),
    }

    /// Give the tree back.
    #[mcp_tool]
    pub(super) async fn tree(tree: Tree) -> Tree {
        tree
    }

    /// A map with free keys.
    #[mcp_tool]
    pub(super) async fn labels(labels: BTreeMap<String, String>) -> usize {
        labels.len()
    }

    /// Fail.
    #[mcp_tool]
    pub(super) async fn fail(kind: String) -> Result<String, ToolError> {
        Err(ToolError::new(format!("failed as asked: {kind}")).hint("ask for something else"))
    }

    /// A number that JSON does not have.
    #[mcp_tool]
    pub(super) async fn nan() -> f64 {
        f64::NAN
    }

    /// Nothing.
    #[mcp_tool]
    pub(super) async fn nothing() {}

    /// Some kinds of content.
    #[mcp_tool]
    pub(super) async fn media() -> Vec<Content> {
        vec![
            Text::new("a").audience(Role::User).priority(0.5).meta("n", 1).into(),
            Image::png([1]).last_modified("2026-07-28T09:00:00Z").into(),
            ResourceLink::new("file:///a.txt", "a").icon(Icon::from_bytes([1], "image/png")).into(),
            Embedded::text("file:///b.txt", "b").contents_meta("n", 2).into(),
        ]
    }

    /// Who calls.
    #[mcp_tool]
    pub(super) async fn whoami(cx: &Context) -> String {
        format!("{:?} {} {}", cx.client(), cx.protocol_version(), cx.request_id())
    }

    /// Say something at a level.
    #[mcp_tool]
    pub(super) async fn say(level: Level, text: String, cx: &Context) -> &'static str {
        cx.log(level, text).logger("fuzz").await;
        "said"
    }

    /// At most eight steps, whatever is asked for.
    #[mcp_tool]
    pub(super) async fn count(to: u32, waits: Option<bool>, cx: &Context) -> String {
        cx.info("counting").await;
        for step in 1..=to.min(8) {
            cx.progress(step, to).message(format!("step {step}")).await;
            if waits == Some(true) {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        }
        format!("counted to {to}")
    }

    /// Progress that is any number at all.
    #[mcp_tool]
    pub(super) async fn fidget(done: Vec<f64>, cx: &Context) -> usize {
        for step in done.iter().take(8) {
            cx.progress(*step, None::<f64>).await;
        }
        done.len()
    }

    /// Waits, so that it can be cancelled, and its id be used twice.
    #[mcp_tool]
    pub(super) async fn slow(ms: u64) -> &'static str {
        tokio::time::sleep(Duration::from_millis(ms.min(3))).await;
        "done"
    }

    /// Has a thread of its own.
    #[mcp_tool]
    pub(super) fn blocking(text: String, cx: Context) -> String {
        cx.progress(1, 1).send_blocking();
        text
    }

    /// Show or hide a tool.
    #[mcp_tool]
    pub(super) async fn toggle(name: String, on: bool, cx: &Context) -> bool {
        cx.enable_tool(&name, on)
    }
}

pub(crate) fn server() -> impl mcp_runtime::Server {
    tools::server()
}
