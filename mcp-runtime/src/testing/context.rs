//! A context without a client: for functions that a test calls as they are.

use std::ops::Deref;
use std::sync::Arc;

use serde_json::json;

use crate::author::args::Param;
use crate::author::field::Field;
use crate::author::run::Serving;
use crate::author::states::{Held, State};
use crate::author::table::{Callee, Marked, Server, Table};
use crate::base::sync::{Mutex, lock};
use crate::context::Context;
use crate::outcome::{Outcome, Output};
use crate::protocol::lifecycle::Info;
use crate::testing::answer::Heard;
use crate::testing::client::Client;

/// Hands its context out, and runs until its client has gone.
struct Lender(Arc<Mutex<Option<Context>>>);

impl Server for Lender {
    const TABLE: &'static Table<Self> = &Table {
        info: Info::new("a test", "1"),
        marked: &[Marked::tool(
            "function",
            "The function that is tested.",
            const { &[Field::of::<Context>("cx", "")] },
            |_| Output(None),
            Callee::Method(|lender, call| {
                *lock(&lender.0) = Context::take(call, 0);
                Serving::<Self>::new().boxed(std::future::pending::<Outcome>())
            }),
        )],
        included: &[],
    };
}

/// A context for tests, which is one that functions can take: `&context`, or `context.clone()` where it is taken by value. The call
/// that it belongs to runs until this is dropped.
///
/// ```
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::testing;
///
/// /// Count.
/// #[mcp_tool]
/// async fn count(to: u32, cx: &Context) -> u32 {
///     for step in 1..=to {
///         cx.progress(step, to).await;
///     }
///     cx.info("all is counted").await;
///     to
/// }
///
/// testing::block_on(async {
///     let context = Context::for_test();
///     assert_eq!(count(2, &context).await, 2);
///     assert_eq!(context.heard(), ["progress 1/2", "progress 2/2", "info: all is counted"]);
/// });
/// ```
///
/// What a function asks is answered as by the [`Client`], which this has the methods of: `context.client().accept("How many?", 3)`.
/// What is not answered is an error of the question.
#[derive(Debug)]
pub struct TestContext {
    client: Client,
    context: Context,
}

impl Context {
    /// The context of a call that a test makes. Its client is one of 2025-11-25 that wants progress and all of the log, and can be asked
    /// everything.
    ///
    /// # Panics
    /// Where the system gives no thread to a test without a runtime.
    #[must_use]
    #[expect(clippy::expect_used, reason = "in a test")]
    pub fn for_test() -> TestContext {
        let place = Arc::new(Mutex::new(None));
        let client = Client::new(Lender(Arc::clone(&place)));
        client.capabilities(json!({
            "elicitation": { "form": {}, "url": {} }, "sampling": { "tools": {} }, "roots": {},
        }));
        client.lend("function");
        let context = lock(&place).take().expect("the call began");
        TestContext { client, context }
    }
}

impl TestContext {
    /// What was said since this was looked at last: progress, and messages of the log.
    #[must_use]
    pub fn heard(&self) -> Vec<Heard> {
        self.client.heard()
    }

    /// What was asked up to now.
    #[must_use]
    pub fn asked(&self) -> Vec<String> {
        self.client.asked()
    }

    /// The client that answers.
    pub fn client(&self) -> &Client {
        &self.client
    }
}

impl Deref for TestContext {
    type Target = Context;

    fn deref(&self) -> &Context {
        &self.context
    }
}

impl<T> State<T> {
    /// The state of a server, for a function that a test calls.
    ///
    /// ```
    /// use mcp_runtime::prelude::*;
    /// use mcp_runtime::testing;
    ///
    /// /// Look a name up.
    /// #[mcp_tool]
    /// async fn find(at: usize, names: State<Vec<String>>) -> Option<String> {
    ///     names.get(at).cloned()
    /// }
    ///
    /// testing::block_on(async {
    ///     let names = State::new(vec!["Ann".to_owned()]);
    ///     assert_eq!(find(0, names.clone()).await.as_deref(), Some("Ann"));
    /// });
    /// ```
    pub fn new(value: T) -> Self {
        Self(Held::Now(Arc::new(value)))
    }
}

/// A state that the test has too.
impl<T> From<Arc<T>> for State<T> {
    fn from(value: Arc<T>) -> Self {
        Self(Held::Now(value))
    }
}
