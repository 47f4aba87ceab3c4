//! What authors test their tools with: typed clients, contexts, states.

#[path = "typed_clients/kept_true.rs"]
mod kept_true;

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use mcp_runtime::prelude::*;
use mcp_runtime::testing::{self, Answer, CallError, Client, Heard};
use mcp_runtime::{Image, Later, Level, Options, schemars};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// It can be read and not written: its tool is called by name.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
struct OnlyRead {
    n: u32,
}

/// It can be written and not read.
#[derive(Debug, Serialize, schemars::JsonSchema)]
struct OnlyWritten {
    n: u32,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
struct Point {
    x: i32,
    y: Option<i32>,
}

#[derive(Debug, PartialEq, Clone, Copy, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Size {
    Small,
    Large,
}

/// All kinds of arguments and results.
#[mcp_server(state(Vec<String>, Later<u64>))]
mod shapes {
    use mcp_runtime::AskError;

    use super::*;

    /// Text.
    #[mcp_tool]
    async fn text(first: &str, second: Cow<'_, str>, rest: &[u32], path: &Path) -> String {
        format!("{first} {second} {rest:?} {}", path.display())
    }

    #[mcp_tool(description = "Nothing comes of it.")]
    async fn unit() {}

    /// Numbers.
    #[mcp_tool]
    async fn sum(#[arg(rename = "first-addend")] a: f64, b: Option<f64>) -> f64 {
        a + b.unwrap_or(0.5)
    }

    /// A value.
    #[mcp_tool]
    async fn moved(point: Point, by: i32) -> Point {
        Point { x: point.x + by, y: point.y }
    }

    /// Wrapped.
    #[mcp_tool]
    fn sizes(size: Size) -> Json<Vec<Size>> {
        Json(vec![size, Size::Small])
    }

    /// Maybe a value.
    #[mcp_tool]
    async fn maybe(point: Option<Point>) -> Option<Point> {
        point
    }

    /// Any value.
    #[mcp_tool]
    async fn any(value: Value) -> Value {
        value
    }

    /// An enum.
    #[mcp_tool]
    async fn size() -> Size {
        Size::Large
    }

    /// Static text.
    #[mcp_tool]
    async fn fixed() -> &'static str {
        "fixed"
    }

    /// A picture.
    #[mcp_tool]
    async fn picture() -> Image {
        Image::png([1, 2])
    }

    /// It fails.
    #[mcp_tool]
    async fn fails(public: bool) -> Result<u8, ToolError> {
        Err(if public { ToolError::new("no luck") } else { ToolError::private("secret") })
    }

    /// Of another error.
    #[mcp_tool]
    async fn parsed(text: String) -> Result<u8, std::num::ParseIntError> {
        text.parse()
    }

    /// States and the call are no arguments.
    #[mcp_tool]
    async fn stated(names: State<Vec<String>>, made: State<u64>, cx: &Context) -> String {
        cx.progress(1, 2).message("half").await;
        cx.log(Level::Debug, json!({ "at": 1 })).logger("parts").await;
        format!("{} {}", names.join("+"), *made)
    }

    /// Not to be sent.
    #[mcp_tool]
    async fn only_read(value: OnlyRead) -> u32 {
        value.n
    }

    /// Not to be read.
    #[mcp_tool]
    async fn only_written() -> OnlyWritten {
        OnlyWritten { n: 3 }
    }

    /// A name that is none of a function.
    #[mcp_tool(name = "not_a_name")]
    async fn renamed(r#type: String) -> String {
        r#type
    }

    #[cfg(any())]
    /// It is not there.
    #[mcp_tool]
    async fn absent(value: Nothing) -> String {}

    /// It never ends.
    #[mcp_tool]
    async fn endless(cx: Context) -> String {
        let cx = cx.clone();
        tokio::spawn(async move {
            cx.cancelled().await;
            ENDED.fetch_add(1, Ordering::SeqCst);
        });
        std::future::pending().await
    }

    /// Book.
    #[mcp_tool]
    async fn book(cx: &Context) -> Result<String, AskError> {
        let days: u8 = cx.ask("days", "How many days?").await?;
        let sure: Confirm = cx.ask("sure", format!("Really {days} days?")).await?;
        Ok(format!("{days} {}", sure == Confirm::yes()))
    }

    /// Where and what.
    #[mcp_tool]
    async fn summary(cx: &Context) -> Result<String, AskError> {
        let root = cx.roots().await?.into_iter().map(|root| root.uri).collect::<Vec<_>>().join(" ");
        let said = cx.sample("said", mcp_runtime::sampling::Sampling::new("Say something.")).await?.text();
        Ok(format!("{root} {said}"))
    }

    /// Plan a trip.
    #[mcp_prompt]
    async fn plan(city: String, days: Option<u8>) -> Messages {
        Messages::new().user(format!("{city}: {days:?}")).assistant("Well.")
    }

    /// Contents.
    #[mcp_resource("shapes://{name}")]
    async fn contents(name: String) -> String {
        name
    }
}

static ENDED: AtomicU64 = AtomicU64::new(0);

fn shapes() -> shapes::Client {
    shapes::client(vec!["a".into(), "b".into()], Later::new(|| async { Ok::<_, ToolError>(7) }))
}

/// In each revision, whatever a result is sent as there.
#[mcp_runtime::test]
async fn what_goes_in_and_what_comes_out() -> Result<(), CallError> {
    for revision in Client::REVISIONS {
        let client = shapes();
        client.revision(revision);
        assert_eq!(client.text("a", "b".into(), &[1, 2], Path::new("/c")).await?, "a b [1, 2] /c");
        client.unit().await?;
        assert!((client.sum(1.0, None).await? - 1.5).abs() < f64::EPSILON, "{revision}");
        assert!((client.sum(1.0, Some(2.0)).await? - 3.0).abs() < f64::EPSILON, "{revision}");
        let point = client.moved(Point { x: 1, y: None }, 2).await?;
        assert_eq!(point, Point { x: 3, y: None }, "{revision}");
        assert_eq!(client.sizes(Size::Large).await?, Json(vec![Size::Large, Size::Small]), "{revision}");
        assert_eq!(client.maybe(None).await?, None, "{revision}");
        let point = Point { x: 1, y: Some(2) };
        assert_eq!(client.maybe(Some(Point { x: 1, y: Some(2) })).await?, Some(point), "{revision}");
        for value in [json!(null), json!("5"), json!(5), json!([1]), json!({ "result": 1 }), json!({})] {
            // Before there was structured content nothing tells such a text from a number.
            if value != "5" || revision > "2025-03-26" {
                assert_eq!(client.any(value.clone()).await?, value, "{revision}");
            }
        }
        assert_eq!(client.size().await?, Size::Large, "{revision}");
        assert_eq!(client.fixed().await?, "fixed");
        assert_eq!(client.picture().await?, Image::png([1, 2]));
        assert_eq!(client.renamed("x".into()).await?, "x");
        assert_eq!(client.call("only_read", json!({ "value": { "n": 2 } })).await?.value::<u32>()?, 2);
        assert_eq!(client.call("only_written", json!({})).await?.value::<Value>()?, json!({ "n": 3 }));
        assert_eq!(client.parsed("7".into()).await?, 7);
        let plan: Answer = client.plan("Bern".into(), Some(3)).await?;
        assert_eq!(plan.text(), "Bern: Some(3)\nWell.");
        assert_eq!(client.read("shapes://x").await?.text(), "x");
        assert_eq!(client.stated().await?, "a+b 7");
        let step = if revision == "2024-11-05" { "progress 1/2" } else { "progress 1/2: half" };
        assert_eq!(client.heard(), [step, "debug: {\"at\":1}"], "{revision}");
        assert!(client.list("tools").await?.iter().any(|tool| tool["name"] == "not_a_name"));
        assert_eq!(client.list("resources/templates").await?.len(), 1);
    }
    Ok(())
}

#[mcp_runtime::test]
async fn errors_say_whose_they_are() {
    let client = shapes();
    assert_eq!(client.fails(true).await, Err(CallError::Tool("no luck".into())));
    let hidden = client.fails(false).await.expect_err("it fails");
    assert!(hidden.text().starts_with("internal error (reference "), "{hidden}");
    let refused = client.raw().call("nothing", json!({})).await.expect_err("there is none");
    assert_eq!(refused.code(), Some(-32602));
    let wrong = client.call("sum", json!({ "first-addend": "x" })).await.expect_err("no number");
    assert!(wrong.text().contains("first-addend: expected a number"), "{wrong}");
    let other = client.call("fixed", json!({})).await.expect("a text").value::<u8>();
    let other = other.expect_err("no number").to_string();
    assert!(other.contains("is no `u8`"), "{other}");
    let params = client.request("ping", json!([])).await.expect_err("no object");
    assert_eq!(params.text(), "[] is no object, as params are");
}

/// The names of the questions' texts, in both eras.
#[mcp_runtime::test]
async fn questions_are_answered_in_a_line() -> Result<(), CallError> {
    for revision in ["2025-06-18", "2025-11-25", "2026-07-28"] {
        let client = shapes();
        client.revision(revision);
        client.accept("How many", json!({ "value": 300 })).accept("How many", 5).accept("Really", true);
        assert_eq!(client.book().await?, "5 true", "{revision}");
        let asked = client.asked();
        assert_eq!(asked.len(), 3, "{asked:?}");
        assert!(asked[0] == "How many days?" && asked[1].starts_with("How many days?\n\n"), "{asked:?}");
        assert_eq!(asked[2], "Really 5 days?");
        // The last one stays.
        client.decline("Really");
        assert_eq!(client.book().await?, "5 true", "{revision}");
        assert_eq!(client.book().await, Err(CallError::Tool("the user declined".into())), "{revision}");
        client.roots(["file:///a", "file:///b"]).sample("Say", "hello");
        assert_eq!(client.summary().await?, "file:///a file:///b hello", "{revision}");
        let client = shapes();
        client.revision(revision).cancel("How many");
        assert_eq!(client.book().await, Err(CallError::Tool("the user did not answer".into())));
        // Nothing is declared that there is no answer for.
        let lacking = client.summary().await.expect_err("it cannot be asked");
        assert!(lacking.text().contains("does not declare `roots`"), "{lacking}");
    }
    Ok(())
}

/// Whatever the tool makes of it, the test hears what it lacks.
#[mcp_runtime::test]
async fn a_question_without_an_answer_fails_the_test() {
    for revision in ["2025-11-25", "2026-07-28"] {
        let client = shapes();
        client.revision(revision).accept("Something else", ());
        let error = client.book().await.expect_err("nobody answers");
        assert!(
            matches!(&error, CallError::Unanswered(text) if text.contains("client.accept(\"How many days?\"")),
            "{revision}: {error}"
        );
        let client = shapes();
        client
            .revision(revision)
            .answers(|method, _| (method == "roots/list").then(|| json!({ "roots": [] })));
        let error = client.summary().await.expect_err("nobody answers");
        assert!(error.text().contains("client.sample(\"Say something.\""), "{revision}: {error}");
    }
}

#[mcp_runtime::test]
async fn many_at_once_and_those_that_are_dropped() {
    let client = shapes();
    let calls = (0..100).map(|n| {
        let client = client.clone();
        tokio::spawn(async move { client.moved(Point { x: n, y: None }, 1).await })
    });
    for (n, call) in calls.collect::<Vec<_>>().into_iter().enumerate() {
        let point = call.await.expect("it ran").expect("a point");
        assert_eq!(usize::try_from(point.x), Ok(n + 1));
    }
    let before = ENDED.load(Ordering::SeqCst);
    let waits = tokio::time::timeout(Duration::from_millis(20), client.endless()).await;
    assert!(waits.is_err());
    for _ in 0..1000 {
        if ENDED.load(Ordering::SeqCst) > before {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the call was not cancelled");
}

/// Without a runtime there is one of its own.
#[test]
fn a_client_needs_no_runtime() {
    let client = shapes();
    let (sum, endless) = (client.sum(1.0, None), client.endless());
    assert_eq!(futures_lite(sum).map(f64::to_bits), Ok(1.5_f64.to_bits()));
    drop(endless);
}

/// The simplest way to wait.
fn futures_lite<F: Future>(future: F) -> F::Output {
    struct Thread(std::thread::Thread);
    impl std::task::Wake for Thread {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Arc::new(Thread(std::thread::current())).into();
    let mut cx = std::task::Context::from_waker(&waker);
    let mut future = std::pin::pin!(future);
    loop {
        match future.as_mut().poll(&mut cx) {
            std::task::Poll::Ready(value) => return value,
            std::task::Poll::Pending => std::thread::park(),
        }
    }
}

/// What belongs to the runtime of the test, such as a pool of connections or its time, is of use to the tools.
#[tokio::test]
async fn the_runtime_of_the_test_is_that_of_the_tools() {
    #[mcp_server]
    mod runs {
        /// Say where it runs.
        #[mcp_tool]
        async fn place() -> String {
            tokio::task::yield_now().await;
            tokio::runtime::Handle::current().id().to_string()
        }
    }
    let here = tokio::runtime::Handle::current().id().to_string();
    assert_eq!(runs::client().place().await, Ok(here));
}

trait Store: Send + Sync + 'static {
    fn get(&self) -> u32;
}

impl Store for u32 {
    fn get(&self) -> u32 {
        *self
    }
}

struct Shelf<T> {
    store: T,
}

#[mcp_server]
impl<T: Store> Shelf<T> {
    /// Take.
    #[mcp_tool]
    async fn take(&self, more: u32) -> Result<u32, String> {
        if more > 9 { Err("too many".into()) } else { Ok(self.store.get() + more) }
    }
}

impl<T: Store> Shelf<T> {
    /// The author's own has nothing to do with it.
    fn client(&self) -> u32 {
        self.store.get()
    }
}

#[mcp_runtime::test]
async fn the_client_of_a_type() {
    let shelf = Shelf { store: 3_u32 };
    assert_eq!(shelf.client(), 3);
    let client = testing::client(shelf);
    assert_eq!(client.take(4).await, Ok(7));
    assert_eq!(client.clone().take(10).await, Err(CallError::Tool("too many".into())));
    let small = Client::with(Shelf { store: 3_u32 }, Options::default().max_response(40));
    let client = <Shelf<u32> as testing::Tested>::Client::from(small);
    assert!(client.take(4).await.is_err(), "it is larger than that");
}

/// Names that a module has itself stay its own.
#[mcp_server]
mod named {
    /// One of its own.
    #[derive(Debug)]
    struct Client(u8);

    /// Count.
    #[mcp_tool]
    async fn of() -> u8 {
        Client(4).0
    }
}

#[mcp_server(client = false)]
mod without {
    fn client() -> u8 {
        5
    }

    /// Count.
    #[mcp_tool]
    pub(super) async fn of() -> u8 {
        client()
    }
}

#[mcp_server]
mod occupied {
    fn client() -> u8 {
        6
    }

    /// Count.
    #[mcp_tool]
    pub(super) async fn of() -> u8 {
        client()
    }
}

#[mcp_runtime::test]
async fn names_of_the_module_are_its_own() {
    assert_eq!(named::client().of().await, Ok(4));
    assert_eq!((without::of().await, occupied::of().await), (5, 6));
    let answer = Client::new(occupied::server()).call("of", ()).await;
    assert_eq!(answer.and_then(|answer| answer.value::<u8>()), Ok(6));
}

#[mcp_server(state = Vec<String>)]
mod direct {
    use mcp_runtime::AskError;
    use mcp_runtime::prelude::*;

    /// Count, and ask.
    #[mcp_tool]
    pub(super) async fn counted(
        to: u32,
        names: State<Vec<String>>,
        cx: &Context,
    ) -> Result<String, AskError> {
        for step in 1..=to {
            cx.progress(step, to).await;
        }
        cx.warning("counted").await;
        let days: u8 = cx.ask("days", "How many days?").await?;
        Ok(format!("{days} {}", names.join(",")))
    }

    /// Count.
    #[mcp_tool]
    pub(super) fn held(cx: &Context) -> u32 {
        cx.progress(1, 1).send_blocking();
        1
    }
}

#[mcp_runtime::test]
async fn functions_are_called_as_they_are() {
    let names = State::new(vec!["a".to_owned()]);
    let context = Context::for_test();
    context.client().accept("How many", 3);
    assert_eq!(direct::counted(2, names.clone(), &context).await.as_deref(), Ok("3 a"));
    assert_eq!(context.heard(), ["progress 1/2", "progress 2/2", "warning: counted"]);
    assert_eq!(context.asked(), ["How many days?"]);
    assert!(matches!(&context.heard()[..], []));
    let shared = Arc::new(vec!["b".to_owned()]);
    let context = Context::for_test();
    let error =
        direct::counted(0, State::from(Arc::clone(&shared)), &context).await.expect_err("nobody answers");
    assert!(error.to_string().contains("client.accept(\"How many days?\""), "{error}");
    assert!(matches!(&context.heard()[..], [Heard::Log { level, .. }] if level == "warning"));
    let owned: Context = context.clone();
    assert!(!owned.is_cancelled());
    drop(context);
    assert!(owned.is_cancelled(), "its call has ended");
}

/// Where nothing else runs it either.
#[test]
fn a_function_that_is_not_async() {
    let context = Context::for_test();
    assert_eq!(direct::held(&context), 1);
    assert_eq!(context.heard(), ["progress 1/1"]);
}
