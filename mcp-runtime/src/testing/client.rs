//! A client for tests: what it is, what it answers and what it heard.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use serde::Serialize;
use serde_json::{Value, json};
use tokio::runtime::{Handle, Runtime};

use crate::app::App;
use crate::app::options::Options;
use crate::author::table::Server;
use crate::base::sync::{Mutex, lock};
use crate::protocol::revision::Revision;
use crate::testing::answer::Heard;
use crate::testing::answers::Reply;
use crate::testing::link::{Link, Shared};
use crate::testing::wire;

/// A client in memory. It can be cloned, and makes any number of requests at once.
///
/// It speaks the newest revision unless [`revision`](Self::revision) says otherwise, and can do what it has answers for. Each is one
/// line, by a part of the question's text; several for the same text are given one after the other, and the last one stays.
///
/// ```
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::AskError;
/// use mcp_runtime::testing::{self, CallError};
/// use serde_json::json;
///
/// #[mcp_server(client)]
/// mod library {
///     use mcp_runtime::AskError;
///     use mcp_runtime::prelude::*;
///
///     /// Reserve a book.
///     #[mcp_tool]
///     pub async fn reserve(title: String, cx: &Context) -> Result<String, AskError> {
///         let days: u8 = cx.ask("days", format!("For how many days do you want {title}?")).await?;
///         Ok(format!("{title}, {days} days"))
///     }
/// }
///
/// # fn main() -> Result<(), CallError> {
/// testing::block_on(async {
///     for revision in testing::Client::REVISIONS {
///         let client = library::client();
///         client.revision(revision).accept("how many days", 14);
///         let answer = client.reserve("Emma".into()).await;
///         match revision {
///             // There are no forms yet.
///             "2024-11-05" | "2025-03-26" => assert!(answer.is_err()),
///             _ => assert_eq!(answer?, "Emma, 14 days"),
///         }
///     }
///     let client = library::client();
///     client.decline("how many days");
///     // By name, with arguments that no method has.
///     let error = client.call("reserve", json!({ "title": "Emma" })).await.unwrap_err();
///     assert_eq!(error.text(), "the user declined");
///     Ok(())
/// })
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Client(pub(super) Arc<Inner>);

#[derive(Debug)]
pub(super) struct Inner {
    pub(super) app: Arc<App>,
    pub(super) shared: Arc<Shared>,
    pub(super) state: Mutex<State>,
    pub(super) next: AtomicU64,
    pub(super) runtime: Handle,
    /// Where the test has none.
    own: Option<Runtime>,
}

#[derive(Debug)]
pub(super) struct State {
    pub(super) revision: Revision,
    /// What was set for what it declares.
    pub(super) capabilities: Option<Value>,
    pub(super) link: Option<Opened>,
}

/// A connection, and what was said when it was opened.
#[derive(Debug, Clone)]
pub(super) struct Opened {
    pub(super) link: Arc<Link>,
    pub(super) revision: Revision,
    pub(super) capabilities: Value,
}

impl Drop for Inner {
    fn drop(&mut self) {
        lock(&self.state).link = None;
        if let Some(runtime) = self.own.take() {
            runtime.shutdown_background();
        }
    }
}

impl Client {
    /// The revisions of the protocol, the oldest first.
    pub const REVISIONS: [&'static str; 5] = {
        let mut names = [""; 5];
        let mut at = 0;
        while at < names.len() {
            names[at] = Revision::ALL[at].as_str();
            at += 1;
        }
        names
    };

    /// A client of a server. Its calls run in the runtime of the test, or in one of its own where there is none.
    ///
    /// # Panics
    /// Where the server does not start.
    #[must_use]
    pub fn new(server: impl Server) -> Self {
        Self::with(server, Options::default())
    }

    /// A client of a server with these limits.
    ///
    /// # Panics
    /// Where the server does not start.
    #[must_use]
    #[expect(clippy::panic, reason = "in a test")]
    pub fn with(server: impl Server, options: Options) -> Self {
        Self::of(server, options).unwrap_or_else(|error| panic!("the server does not start: {error}"))
    }

    fn of(server: impl Server, options: Options) -> Result<Self, crate::Error> {
        let app = wire::checking(App::new(server, options)?);
        let here = Handle::try_current().ok();
        let own = if here.is_none() { Some(wire::runtime()?) } else { None };
        let Some(runtime) = here.or_else(|| own.as_ref().map(|own| own.handle().clone())) else {
            return Err(crate::Error::new("there is no runtime"));
        };
        app.begin(&runtime);
        let revision = if cfg!(feature = "ask") { Revision::MODERN } else { Revision::NEWEST_LEGACY };
        Ok(Self(Arc::new(Inner {
            app,
            shared: Arc::default(),
            state: Mutex::new(State { revision, capabilities: None, link: None }),
            next: AtomicU64::new(1),
            runtime,
            own,
        })))
    }

    /// Speaks this revision from now on, such as `2025-11-25`, over a new connection. 2026-07-28 unless it is set, and 2025-11-25
    /// without the feature `ask`.
    ///
    /// # Panics
    /// Where there is no such revision.
    #[expect(clippy::panic, reason = "in a test")]
    pub fn revision(&self, revision: &str) -> &Self {
        let known = Revision::parse(revision);
        lock(&self.0.state).revision = known.unwrap_or_else(|| panic!("there is no revision {revision:?}"));
        self
    }

    /// Declares these capabilities instead of those that follow from its answers: an object of `ClientCapabilities`.
    pub fn capabilities(&self, capabilities: impl Into<Value>) -> &Self {
        lock(&self.0.state).capabilities = Some(capabilities.into());
        self
    }

    /// Fills in the form whose text has `question`. `content` is an object, or the value of the form's only field. For an address that the
    /// user is to open it is `()`.
    ///
    /// # Panics
    /// Where `content` is no JSON.
    #[expect(clippy::expect_used, reason = "in a test")]
    pub fn accept(&self, question: &str, content: impl Serialize) -> &Self {
        let content = serde_json::to_value(content).expect("what is filled in becomes JSON");
        self.answer(question, Reply::Elicited { action: "accept", content })
    }

    /// Declines what is asked with this in its text.
    pub fn decline(&self, question: &str) -> &Self {
        self.answer(question, Reply::Elicited { action: "decline", content: Value::Null })
    }

    /// Turns away from what is asked with this in its text.
    pub fn cancel(&self, question: &str) -> &Self {
        self.answer(question, Reply::Elicited { action: "cancel", content: Value::Null })
    }

    /// Answers for the model where the last text of the conversation has `question`: a text, a block of content, or a whole
    /// `CreateMessageResult`.
    pub fn sample(&self, question: &str, reply: impl Into<Value>) -> &Self {
        self.answer(question, Reply::Sampled(reply.into()))
    }

    fn answer(&self, question: &str, reply: Reply) -> &Self {
        self.0.shared.answers.add(question, reply);
        self
    }

    /// Has these roots: URIs of folders.
    pub fn roots<T: Into<String>>(&self, uris: impl IntoIterator<Item = T>) -> &Self {
        let roots: Vec<Value> = uris.into_iter().map(|uri| json!({ "uri": uri.into() })).collect();
        self.0.shared.answers.set_roots(json!({ "roots": roots }));
        self
    }

    /// Answers whatever this gives a result to, by the method and the params of the request, before all other answers. A client that
    /// has one declares that it can do everything.
    pub fn answers(&self, answerer: impl Fn(&str, &Value) -> Option<Value> + Send + Sync + 'static) -> &Self {
        self.0.shared.answers.add_other(Arc::new(answerer));
        self
    }

    /// What the server asked up to now, in its order: the messages of forms, the last texts of conversations, `roots/list`.
    #[must_use]
    pub fn asked(&self) -> Vec<String> {
        lock(&self.0.shared.asked).clone()
    }

    /// What the server said since this was looked at last: progress, messages of the log, changes. What a call says is there when the
    /// call is done.
    #[must_use]
    pub fn heard(&self) -> Vec<Heard> {
        let link = lock(&self.0.state).link.clone();
        link.inspect(|opened| opened.link.catch_up());
        std::mem::take(&mut lock(&self.0.shared.heard))
    }

    /// This client: what a typed one is made of, where a tool has the name of one of these methods.
    #[must_use]
    pub fn raw(&self) -> &Self {
        self
    }
}
