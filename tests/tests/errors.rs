//! What becomes of an error: what the model reads in memory (as over stdio) and over HTTP, and what the log has.

use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::Request;
use http_body_util::{BodyExt as _, Full};
use mcp_runtime::prelude::*;
use mcp_runtime::testing::RawClient;
use mcp_runtime::{HttpService, Options};
use serde_json::{Value, json};
use tower_service::Service as _;
use tracing::field::{Field, Visit};
use tracing_subscriber::layer::{Layer, SubscriberExt as _};

const PATIENCE: Duration = Duration::from_secs(20);

/// An error whose words are the kit's.
#[derive(Debug, McpError)]
pub(crate) enum Kit {
    #[mcp(public("no station {0}", hint = "ask for `stations`"))]
    Gone(u8),
    #[mcp(public("it cannot be read"))]
    Unreadable(#[from] std::io::Error),
    #[mcp(private)]
    Secret(&'static str),
    #[mcp(transparent)]
    Own(#[from] ToolError),
}

/// An error whose words are thiserror's.
#[derive(Debug, thiserror::Error, McpError)]
pub(crate) enum Theirs {
    #[error("no station {0}")]
    #[mcp(public(hint = "ask for `stations`"))]
    Gone(u8),
    #[error("reading a file")]
    #[mcp(public("it cannot be read"))]
    Unreadable(#[from] std::io::Error),
    #[error("the words for the log")]
    #[mcp(private)]
    Secret(#[source] Kit),
    #[error(transparent)]
    Kit(#[from] Kit),
    #[error(transparent)]
    Any(#[from] anyhow::Error),
}

/// An error that knows nothing of the kit.
#[derive(Debug, thiserror::Error)]
#[error("step {step} failed")]
pub(crate) struct Step {
    step: u8,
    source: Box<ToolError>,
}

/// Fails.
#[mcp_server]
#[allow(unreachable_pub, reason = "tools are public where a server is made of a module")]
mod failing {
    use std::error::Error;
    use std::io;

    use anyhow::Context as _;
    use mcp_runtime::AskError;
    use mcp_runtime::prelude::*;

    use super::{Kit, Step, Theirs};

    fn public() -> ToolError {
        ToolError::new("no station 7").hint("ask for `stations`").because("row 7 is empty")
    }

    /// As a `ToolError`.
    #[mcp_tool]
    pub fn tool_error(kind: &str) -> Result<(), ToolError> {
        match kind {
            "public" => Err(public()),
            "private" => Err(ToolError::private("the password")),
            "io" => Err(io::Error::other("disk on fire"))?,
            "text" => Err("the author's words")?,
            "kit" => Err(Kit::Gone(7))?,
            "theirs" => Err(Theirs::Gone(7))?,
            "any" => Err(anyhow::anyhow!("cause").context("around"))?,
            "any public" => Err(anyhow::Error::from(public()).context("around"))?,
            "any private" => Err(anyhow::Error::from(ToolError::private("the password")))?,
            "boxed" => Err(Box::<dyn Error + Send + Sync>::from("cause"))?,
            "boxed public" => Err(Box::<dyn Error + Send + Sync>::from(public()))?,
            "told public" => Err(io::Error::other("disk on fire")).public("try again"),
            "told private" => Err(io::Error::other("disk on fire")).private("reading"),
            "private told public" => Err(ToolError::private("the password")).public("try again"),
            "public told private" => Err(public()).private("reading"),
            "none" => None.public("there is none"),
            _ => None.private("there is none"),
        }
    }

    /// As an `anyhow::Error`.
    #[mcp_tool]
    pub async fn any(kind: &str) -> anyhow::Result<()> {
        match kind {
            "public" => Err(public())?,
            "public around" => Err(public()).context("around").with_context(|| "outside")?,
            "private" => Err(ToolError::private("the password"))?,
            "private around" => Err(ToolError::private("the password")).context("around")?,
            "kit" => Err(Kit::Gone(7)).context("around")?,
            "kit private" => Err(Kit::Secret("the password"))?,
            "kit own" => Err(Kit::Own(public()))?,
            "theirs" => Err(ToolError::from(Theirs::Gone(7))).context("around")?,
            "step" => Err(Step { step: 3, source: Box::new(public()) })?,
            "asked" => Err(AskError::Declined).context("around")?,
            "ensure" => anyhow::ensure!(kind.is_empty(), "it is not empty"),
            _ => anyhow::bail!("bailed out"),
        }
        Ok(())
    }

    /// As a box.
    #[mcp_tool]
    pub fn boxed(kind: &str) -> Result<(), Box<dyn Error + Send + Sync>> {
        match kind {
            "public" => Err(public())?,
            "private" => Err(ToolError::private("the password"))?,
            "kit" => Err(Kit::Gone(7))?,
            "any public" => Err(anyhow::Error::from(public()).context("around"))?,
            _ => Err("the cause")?,
        }
        Ok(())
    }

    /// As an error of the kit's words.
    #[mcp_tool]
    pub fn kit(kind: &str) -> Result<(), Kit> {
        match kind {
            "io" => Err(io::Error::other("disk on fire"))?,
            "own" => Err(public())?,
            _ => Err(Kit::Secret("the password")),
        }
    }

    /// As an error of thiserror's words.
    #[mcp_tool]
    pub fn theirs(kind: &str) -> Result<(), Theirs> {
        match kind {
            "gone" => Err(Theirs::Gone(7)),
            "io" => Err(io::Error::other("disk on fire"))?,
            "kit" => Err(Kit::Gone(7))?,
            "kit private" => Err(Kit::Secret("the password"))?,
            "any" => Err(anyhow::anyhow!("cause"))?,
            _ => Err(Theirs::Secret(Kit::Secret("the password"))),
        }
    }

    /// Asks, and says why it could not.
    #[mcp_tool]
    pub async fn asks(cx: &Context) -> Result<(), AskError> {
        cx.ask::<Confirm>("sure", "Really?").await.map(drop)
    }

    /// Asks, and says so in an `anyhow::Error`.
    #[mcp_tool]
    pub async fn asks_any(cx: &Context) -> anyhow::Result<()> {
        cx.ask::<Confirm>("sure", "Really?").await.context("asking")?;
        Ok(())
    }

    /// Is not there.
    #[mcp_resource("gone://it")]
    pub fn gone() -> anyhow::Result<String> {
        Err(ToolError::not_found("it is gone")).context("around")
    }

    /// Shows what is foreign.
    #[mcp_tool(expose_errors = true)]
    pub fn open() -> anyhow::Result<()> {
        Err(public()).context("around")
    }
}

/// What the model reads instead of a private error, without what differs.
const HIDDEN: &str = "internal error (reference ";

const PUBLIC: &str = "no station 7\nhint: ask for `stations`";

/// Tool, kind of error, the text in memory, the text over HTTP, and what the log has.
const ERRORS: &[(&str, &str, &str, &str, &str)] = &[
    ("tool_error", "public", PUBLIC, PUBLIC, "no station 7: row 7 is empty"),
    ("tool_error", "private", HIDDEN, HIDDEN, "the password"),
    ("tool_error", "io", "disk on fire", HIDDEN, "disk on fire"),
    ("tool_error", "text", "the author's words", "the author's words", ""),
    ("tool_error", "kit", PUBLIC, PUBLIC, ""),
    ("tool_error", "theirs", PUBLIC, PUBLIC, ""),
    ("tool_error", "any", "around: cause", HIDDEN, "around: cause"),
    (
        "tool_error",
        "any public",
        "around: no station 7\nhint: ask for `stations`",
        PUBLIC,
        "around: no station 7: row 7 is empty",
    ),
    ("tool_error", "any private", HIDDEN, HIDDEN, "the password"),
    ("tool_error", "boxed", "cause", HIDDEN, "cause"),
    ("tool_error", "boxed public", PUBLIC, PUBLIC, "row 7 is empty"),
    ("tool_error", "told public", "try again", "try again", "try again: disk on fire"),
    ("tool_error", "told private", HIDDEN, HIDDEN, "reading: disk on fire"),
    ("tool_error", "private told public", "try again", "try again", "try again: the password"),
    ("tool_error", "public told private", HIDDEN, HIDDEN, "reading: no station 7: row 7 is empty"),
    ("tool_error", "none", "there is none", "there is none", ""),
    ("tool_error", "none private", HIDDEN, HIDDEN, "there is none"),
    ("any", "public", PUBLIC, PUBLIC, "row 7 is empty"),
    (
        "any",
        "public around",
        "outside: around: no station 7\nhint: ask for `stations`",
        PUBLIC,
        "outside: around: no station 7: row 7 is empty",
    ),
    ("any", "private", HIDDEN, HIDDEN, "the password"),
    ("any", "private around", HIDDEN, HIDDEN, "around: the password"),
    ("any", "kit", "around: no station 7\nhint: ask for `stations`", PUBLIC, "around: no station 7"),
    ("any", "kit private", HIDDEN, HIDDEN, "Secret(\"the password\")"),
    ("any", "kit own", PUBLIC, PUBLIC, "row 7 is empty"),
    ("any", "theirs", "around: no station 7\nhint: ask for `stations`", PUBLIC, "around: no station 7"),
    (
        "any",
        "step",
        "step 3 failed: no station 7\nhint: ask for `stations`",
        PUBLIC,
        "step 3 failed: no station 7: row 7 is empty",
    ),
    ("any", "asked", "around: the user declined", "the user declined", "around: the user declined"),
    ("any", "ensure", "it is not empty", HIDDEN, "it is not empty"),
    ("any", "bail", "bailed out", HIDDEN, "bailed out"),
    ("boxed", "public", PUBLIC, PUBLIC, "row 7 is empty"),
    ("boxed", "private", HIDDEN, HIDDEN, "the password"),
    ("boxed", "kit", PUBLIC, PUBLIC, ""),
    (
        "boxed",
        "any public",
        "around: no station 7\nhint: ask for `stations`",
        PUBLIC,
        "around: no station 7: row 7 is empty",
    ),
    ("boxed", "text", "the cause", HIDDEN, "the cause"),
    ("kit", "io", "it cannot be read", "it cannot be read", "it cannot be read: disk on fire"),
    ("kit", "own", PUBLIC, PUBLIC, "row 7 is empty"),
    ("kit", "private", HIDDEN, HIDDEN, "Secret(\"the password\")"),
    ("theirs", "gone", PUBLIC, PUBLIC, ""),
    ("theirs", "io", "it cannot be read", "it cannot be read", "reading a file: disk on fire"),
    ("theirs", "kit", PUBLIC, PUBLIC, ""),
    ("theirs", "kit private", HIDDEN, HIDDEN, "the password"),
    ("theirs", "any", "cause", HIDDEN, "cause"),
    ("theirs", "private", HIDDEN, HIDDEN, "the words for the log: Secret(\"the password\")"),
];

/// What was logged.
static LOG: Mutex<Vec<String>> = Mutex::new(Vec::new());

struct Collect;

#[derive(Default)]
struct Said(String);

impl Visit for Said {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "message" {
            self.0 = format!("{value:?}");
        }
    }
}

impl<S: tracing::Subscriber> Layer<S> for Collect {
    fn on_event(&self, event: &tracing::Event<'_>, _: tracing_subscriber::layer::Context<'_, S>) {
        let mut said = Said::default();
        event.record(&mut said);
        LOG.lock().expect("no panic").push(said.0);
    }
}

struct Site {
    runtime: tokio::runtime::Runtime,
    service: HttpService,
}

static SITE: LazyLock<Site> = LazyLock::new(|| {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.expect("a runtime");
    let service = runtime.block_on(async { HttpService::new(failing::server(), Options::default()) });
    Site { runtime, service: service.expect("the server starts") }
});

fn request(method: &str, mut params: Value) -> Value {
    params["_meta"] = json!({"io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {}});
    json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
}

/// One test at a time: they log to one place.
static ALONE: Mutex<()> = Mutex::new(());

fn alone() -> MutexGuard<'static, ()> {
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn in_memory(message: &Value) -> Value {
    let mut client = RawClient::new(failing::server(), Options::default()).expect("the server starts");
    client.send(&message.to_string());
    serde_json::from_str(&client.receive(PATIENCE).expect("an answer")).expect("JSON")
}

fn over_http(message: &Value) -> Value {
    SITE.runtime.block_on(async {
        let (method, params) = (message["method"].as_str().expect("a method"), &message["params"]);
        let name = params["name"].as_str().or(params["uri"].as_str()).expect("a name");
        let request = Request::post("/mcp")
            .header("Host", "localhost")
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .header("MCP-Protocol-Version", "2026-07-28")
            .header("Mcp-Method", method)
            .header("Mcp-Name", name)
            .body(Full::new(bytes::Bytes::from(message.to_string())))
            .expect("a request");
        let answer = SITE.service.clone().call(request).await.expect("an answer");
        let body = answer.into_body().collect().await.expect("a body").to_bytes();
        serde_json::from_slice(&body).expect("JSON")
    })
}

fn call(tool: &str, kind: &str) -> Value {
    request("tools/call", json!({"name": tool, "arguments": {"kind": kind}}))
}

/// The text of a failure, without the reference.
fn text(answer: &Value) -> &str {
    assert_eq!(answer["result"]["isError"], true, "{answer}");
    let text = answer["result"]["content"][0]["text"].as_str().expect("a text");
    if text.starts_with(HIDDEN) { HIDDEN } else { text }
}

#[test]
fn each_error_reads_as_the_table_says() {
    let _alone = alone();
    let subscriber = tracing_subscriber::registry().with(Collect);
    tracing::subscriber::set_global_default(subscriber).expect("the first");
    let mut wrong = Vec::new();
    for &(tool, kind, memory, http, logged) in ERRORS {
        let message = call(tool, kind);
        LOG.lock().expect("no panic").clear();
        let (local, here) = (in_memory(&message), std::mem::take(&mut *LOG.lock().expect("no panic")));
        let (remote, there) = (over_http(&message), std::mem::take(&mut *LOG.lock().expect("no panic")));
        if (text(&local), text(&remote)) != (memory, http) {
            wrong.push(format!("{tool} {kind}: {:?}, {:?}", text(&local), text(&remote)));
        }
        // What is read is not logged again.
        for (log, read) in [(here, memory), (there, http)] {
            let expected = !logged.is_empty() && !read.contains(logged);
            if log.iter().any(|line| line.contains(logged) && !logged.is_empty()) != expected {
                wrong.push(format!("{tool} {kind}: logged {log:?} beside {read:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_a_client_lacks_is_told_inside_of_anyhow_too() {
    let _alone = alone();
    for send in [in_memory, over_http] {
        let [direct, inside] = ["asks", "asks_any"].map(|tool| send(&call(tool, "")));
        assert_eq!(direct["error"]["code"], -32021, "{direct}");
        assert_eq!(direct["error"], inside["error"]);
    }
}

#[test]
fn what_is_not_there_is_so_inside_of_anyhow_too() {
    let _alone = alone();
    for send in [in_memory, over_http] {
        let answer = send(&request("resources/read", json!({"uri": "gone://it"})));
        assert_eq!(answer["error"]["code"], -32602, "{answer}");
    }
}

#[test]
fn what_is_exposed_has_what_is_around() {
    let _alone = alone();
    for send in [in_memory, over_http] {
        assert_eq!(text(&send(&call("open", ""))), "around: no station 7\nhint: ask for `stations`");
    }
}
