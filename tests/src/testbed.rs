//! The server under test: a tool for each thing that a client can meet.

use mcp_runtime::prelude::*;

/// A server for tests. Nothing here is useful.
#[mcp_server(name = "testbed", version = "1.2.3", title = "Test bed")]
pub mod bed {
    use std::time::Duration;

    use mcp_runtime::prelude::*;
    use mcp_runtime::{Audio, Embedded, Icon, Image, Level, ResourceLink, Role, Text, Theme};
    use schemars::JsonSchema;
    use serde::{Deserialize, Serialize};

    /// Add two numbers.
    #[mcp_tool(read_only, title = "Addition")]
    pub async fn add(
        /// The first addend.
        a: f64,
        /// The second addend.
        b: f64,
    ) -> f64 {
        a + b
    }

    /// Give the text back.
    #[mcp_tool(read_only, idempotent)]
    pub async fn echo(text: String) -> String {
        text
    }

    /// Count, and say so at each step.
    #[mcp_tool(open_world = false)]
    pub async fn count(
        #[arg(range = 1..=100_000)] to: u32,
        #[arg(default = 1)] delay_ms: u64,
        cx: &Context,
    ) -> String {
        cx.info("counting").await;
        for step in 1..=to {
            cx.progress(step, to).message(format!("step {step}")).await;
            if delay_ms > 0 {
                tokio::time::sleep(Duration::from_millis(delay_ms)).await;
            }
        }
        format!("counted to {to}")
    }

    /// Leaves a mark when it is dropped before its time.
    struct Mark(bool);

    impl Drop for Mark {
        fn drop(&mut self) {
            if !self.0 {
                super::mark("dropped");
            }
        }
    }

    /// Sleep.
    #[mcp_tool]
    pub async fn slow(ms: u64) -> &'static str {
        super::mark("began");
        let mut mark = Mark(false);
        tokio::time::sleep(Duration::from_millis(ms)).await;
        mark.0 = true;
        super::mark("finished");
        "done"
    }

    /// Sleep on the blocking pool.
    #[mcp_tool]
    pub fn sleep(ms: u64, cx: Context) -> String {
        for step in 0..ms {
            if cx.is_cancelled() {
                super::mark("cancelled");
                return "stopped".into();
            }
            cx.progress(step + 1, ms).send_blocking();
            std::thread::sleep(Duration::from_millis(1));
        }
        "slept".into()
    }

    /// Block the thread although async.
    #[mcp_tool]
    pub async fn block(ms: u64) -> String {
        std::thread::sleep(Duration::from_millis(ms));
        "unblocked".into()
    }

    /// Fail.
    #[mcp_tool]
    pub async fn fail(kind: String) -> Result<String, ToolError> {
        Err(match kind.as_str() {
            "private" => ToolError::private("the password is 1234"),
            "foreign" => std::io::Error::other("disk on fire").into(),
            kind => ToolError::new(format!("failed as asked: {kind}")).hint("ask for something else"),
        })
    }

    /// Panic.
    #[mcp_tool]
    pub async fn boom() -> String {
        panic!("secret details of the panic")
    }

    /// Panic on the blocking pool.
    #[mcp_tool]
    pub fn boom_blocking() -> String {
        panic!("secret details of the panic")
    }

    /// Panic after the first await.
    #[mcp_tool]
    pub async fn boom_later() -> String {
        tokio::time::sleep(Duration::from_millis(1)).await;
        panic!("secret details of the panic")
    }

    /// Add without a check for overflow.
    #[mcp_tool]
    pub async fn increment(n: i64) -> i64 {
        n.checked_add(1).expect("no overflow")
    }

    /// Show or hide a tool.
    #[mcp_tool]
    pub async fn toggle(name: String, on: bool, cx: &Context) -> Result<String, String> {
        if cx.enable_tool(&name, on) { Ok("toggled".into()) } else { Err(format!("no tool {name}")) }
    }

    /// Every kind of content.
    #[mcp_tool]
    pub async fn media() -> Vec<Content> {
        vec![
            Content::text("a text"),
            Image::png([137, 80, 78, 71]).into(),
            Audio::new(b"RIFF", "audio/wav").into(),
            ResourceLink::new("file:///tmp/a.txt", "a.txt").mime_type("text/plain").into(),
            Embedded::text("file:///tmp/b.txt", "inside").into(),
        ]
    }

    /// Somebody.
    #[derive(Debug, Serialize, Deserialize, JsonSchema)]
    pub struct User {
        /// How they are called.
        name: String,
        age: Option<u8>,
        tags: Vec<String>,
    }

    /// Give the record back.
    #[mcp_tool]
    pub async fn record(user: User) -> User {
        user
    }

    /// A size.
    #[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
    #[serde(rename_all = "lowercase")]
    pub enum Size {
        /// Fits a pocket.
        Small,
        /// Fits a bag.
        Medium,
        /// Does not fit.
        Large,
    }

    /// Arguments with constraints.
    #[mcp_tool]
    #[allow(clippy::too_many_arguments, reason = "one argument a constraint")]
    pub async fn order(
        /// What to order.
        #[arg(len = 3..=10, pattern = "^[a-z]+$")]
        item: String,
        #[arg(range = 1..=99, example = 2)] amount: u32,
        #[arg(default = Size::Medium)] size: Size,
        #[arg(format = "date", rename = "deliverBy")] deliver_by: Option<String>,
        #[arg(items = ..=3)] notes: Option<Vec<String>>,
        #[arg(range = 0.0..1.0)] discount: Option<f64>,
    ) -> String {
        format!("{amount} {size:?} {item} {deliver_by:?} {notes:?} {discount:?}")
    }

    /// Nothing is converted.
    #[mcp_tool(strict)]
    pub async fn strict(n: i64) -> i64 {
        n
    }

    /// Any value.
    #[mcp_tool]
    pub async fn any(value: serde_json::Value) -> serde_json::Value {
        value
    }

    /// Ends after a moment.
    #[mcp_tool(timeout = "50ms")]
    pub async fn hurried() -> &'static str {
        tokio::time::sleep(Duration::from_secs(60)).await;
        "never"
    }

    /// A result of so many bytes.
    #[mcp_tool]
    pub async fn big(bytes: usize) -> String {
        "x".repeat(bytes)
    }

    /// A result of so many bytes, after a moment.
    #[mcp_tool]
    pub async fn big_later(bytes: usize) -> String {
        tokio::time::sleep(Duration::from_millis(5)).await;
        "x".repeat(bytes)
    }

    /// A number that JSON does not have.
    #[mcp_tool]
    pub async fn nan() -> f64 {
        f64::NAN
    }

    /// Nothing.
    #[mcp_tool]
    pub async fn nothing() {}

    /// Write where the protocol is.
    #[mcp_tool]
    #[allow(clippy::print_stdout, reason = "that is the fault")]
    pub async fn print(text: String) -> String {
        println!("{text} by println");
        print!("{text} by ");
        print!("print");
        println!();
        let _ =
            std::process::Command::new("sh").arg("-c").arg(format!("echo '{text} by a child'; cat")).status();
        "printed".into()
    }

    /// Say something at a level.
    #[mcp_tool]
    pub async fn say(level: Level, text: String, cx: &Context) -> &'static str {
        cx.log(level, text).logger("testbed").await;
        "said"
    }

    /// Who calls.
    #[mcp_tool]
    pub async fn whoami(cx: &Context) -> String {
        let client = cx.client().map_or("nobody", |client| &client.name);
        let token = cx.principal().map_or(String::new(), |name| format!(" by the token of {name}"));
        format!("{client} speaks {} in request {}{token}", cx.protocol_version(), cx.request_id())
    }

    /// Progress that does not rise.
    #[mcp_tool]
    pub async fn fidget(cx: &Context) -> &'static str {
        for done in [1.0, 1.0, 0.5, 2.5, 2.5, 3.0] {
            cx.progress(done, None::<f64>).await;
        }
        "done"
    }

    /// A map with free keys, which some clients cannot fill.
    #[mcp_tool]
    pub async fn labels(labels: std::collections::BTreeMap<String, String>) -> usize {
        labels.len()
    }

    /// Much progress at once.
    #[mcp_tool]
    pub async fn flood(steps: u32, cx: &Context) -> &'static str {
        for step in 1..=steps {
            cx.progress(step, steps).await;
        }
        "done"
    }

    /// Arguments that a gateway may read in headers.
    #[mcp_tool]
    pub async fn parcel(
        #[arg(header = "Depot")] depot: Option<String>,
        #[arg(header = "Count")] count: Option<i64>,
        #[arg(header = "Urgent")] urgent: Option<bool>,
    ) -> String {
        format!("{depot:?} {count:?} {urgent:?}")
    }

    /// Say so many long things, on the blocking pool.
    #[mcp_tool]
    pub fn chatter(messages: u32, bytes: usize, cx: Context) -> &'static str {
        let text = "x".repeat(bytes);
        for step in 1..=messages {
            cx.progress(step, messages).message(text.clone()).send_blocking();
            std::thread::sleep(Duration::from_millis(10));
        }
        "said"
    }

    /// A shape, told by its kind.
    #[allow(missing_docs, reason = "the names say it")]
    #[derive(Debug, Serialize, Deserialize, JsonSchema)]
    #[serde(tag = "kind", rename_all = "lowercase")]
    pub enum Shape {
        Circle {
            #[schemars(range(min = 1, max = 100))]
            radius: u32,
        },
        Line {
            from: (i32, i32),
            to: (i32, i32),
        },
        Label(Label),
    }

    /// A text at a place.
    #[derive(Debug, Serialize, Deserialize, JsonSchema)]
    pub struct Label {
        #[schemars(length(min = 1, max = 20))]
        text: String,
        #[serde(default)]
        size: u8,
    }

    /// Arguments that hold other ones.
    #[mcp_tool]
    pub async fn draw(
        shapes: Vec<Shape>,
        layers: Option<std::collections::BTreeMap<u32, Vec<Option<u32>>>>,
        scale: Option<f32>,
    ) -> String {
        format!("{shapes:?} {layers:?} {scale:?}")
    }

    /// A picture and a link, as they are asked for.
    #[mcp_tool]
    pub async fn show(mime: String, uri: String, name: String) -> Vec<Content> {
        vec![Image::new([1], mime).into(), ResourceLink::new(uri, name).into()]
    }

    /// Arguments whose schema is written by hand, of a type that takes anything.
    #[mcp_tool(schema = r##"{"type":"object","properties":{
        "seat":{"type":"object","properties":{"row":{"$ref":"#/$defs/row"},"side":{"enum":["left","right"]}},
            "required":["row"],"additionalProperties":false},
        "code":{"type":"string","pattern":"^[A-Z]{2}$"},
        "count":{"type":["integer","null"],"minimum":1,"maximum":4}},
        "required":["seat","code"],"$defs":{"row":{"type":"integer","minimum":1,"maximum":30}}}"##)]
    pub async fn ticket(
        seat: serde_json::Value,
        code: Option<String>,
        #[arg(default = 1)] count: Option<i64>,
        remark: Option<String>,
    ) -> String {
        format!("{seat} {code:?} {count:?} {remark:?}")
    }

    /// Every kind of content, with all that it can say besides.
    #[mcp_tool]
    pub async fn noted(
        #[arg(default = 0.5)] priority: f64,
        #[arg(default = "2026-07-28T09:00:00Z")] changed: String,
        #[arg(default = "https://example.com/a.png")] icon: String,
        #[arg(default = "48x48")] size: String,
        #[arg(default = "com.example/by")] key: String,
    ) -> Vec<Content> {
        let icon = Icon::new(icon).mime_type("image/png").size(size).theme(Theme::Dark);
        vec![
            Text::new("a text").audience(Role::Assistant).priority(priority).meta(key, "Ada").into(),
            Image::png([137, 80, 78, 71]).audience(Role::User).last_modified(changed).meta("n", 1).into(),
            Audio::new(b"RIFF", "audio/wav").audience([Role::User, Role::Assistant]).meta("n", 2).into(),
            ResourceLink::new("file:///tmp/a.txt", "a.txt")
                .title("A text")
                .icon(icon)
                .icon(Icon::from_bytes([1], "image/png"))
                .priority(1.0)
                .meta("n", 3)
                .into(),
            Embedded::text("file:///tmp/b.txt", "inside")
                .last_modified("2026-01-02T03:04:05.6+01:00")
                .meta("n", 4)
                .contents_meta("n", 5)
                .into(),
        ]
    }

    /// Send the client away, and go on.
    #[mcp_tool]
    pub async fn part(ms: u64, #[arg(default = true)] aloud: bool, cx: &Context) -> String {
        if aloud {
            cx.info("before").await;
        }
        let parted = cx.end_stream();
        tokio::time::sleep(Duration::from_millis(ms)).await;
        if aloud {
            cx.info("after").await;
        }
        format!("parted: {parted}")
    }
}

/// Writes a line into the file named by `TESTBED_MARK`, if there is one.
pub(crate) fn mark(text: &str) {
    use std::io::Write as _;
    let Some(path) = std::env::var_os("TESTBED_MARK") else { return };
    let file = std::fs::OpenOptions::new().append(true).create(true).open(path);
    // In one piece: several may leave one at once.
    let _ = file.and_then(|mut file| file.write_all(format!("{text}\n").as_bytes()));
}

/// The server.
pub fn server() -> impl mcp_runtime::Server {
    bed::server()
}

/// The limits of the server: those that `TESTBED_OPTIONS` names, such as `head_timeout_ms=500,max_body=1000`, and the usual
/// ones for the rest.
pub fn options() -> mcp_runtime::Options {
    let options = crate::exchange::options(&std::env::var("TESTBED_OPTIONS").unwrap_or_default());
    options.check_results(true)
}
