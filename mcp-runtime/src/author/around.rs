//! Hooks around calls: what an author's function sees of each call of a server, and does before and after it.

use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::author::handler::{Handler, Role};
use crate::author::run::ToolFuture;
use crate::context::Context;
use crate::outcome::error::{RpcError, ToolError};
use crate::outcome::into_error::MadeOf;
use crate::outcome::reply::Reply;
use crate::protocol::result;
use crate::rpc::write;

/// A call of one of the server's functions, as a hook sees it. It can be cloned.
///
/// A hook is a function that `#[mcp_server(around = function)]` names; with `around(outer, inner)` there are several. It runs around each
/// call of a tool, a prompt or a resource, of a function that lists resources and of one that completes, whatever the call came in by:
/// stdio, HTTP of every revision, a batch, a client in memory, the command line. [`Next`] is what it is around.
///
/// ```
/// use std::sync::Mutex;
/// use std::time::{Duration, Instant};
///
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::{Call, Next, Reply, testing};
///
/// /// How often each function was called, whether it failed, and how long it took.
/// #[derive(Default)]
/// struct Metrics(Mutex<Vec<(String, bool, Duration)>>);
///
/// #[mcp_server(state = Metrics, around = measure, client)]
/// mod calculator {
///     use super::*;
///
///     async fn measure(call: Call, next: Next) -> Result<Reply, ToolError> {
///         let begun = Instant::now();
///         let reply = next.run().await;
///         if let Some(metrics) = call.context().state::<Metrics>() {
///             let name = format!("{} {}", call.method(), call.name());
///             metrics.0.lock().unwrap().push((name, reply.is_err(), begun.elapsed()));
///         }
///         reply
///     }
///
///     /// Divide a number by another one.
///     #[mcp_tool(read_only)]
///     async fn divide(a: i64, b: i64) -> Result<i64, ToolError> {
///         a.checked_div(b).ok_or_else(|| ToolError::new("nothing is divided by 0"))
///     }
///
///     /// What was called until now.
///     #[mcp_tool(read_only)]
///     async fn called(metrics: State<Metrics>) -> Vec<String> {
///         metrics.0.lock().unwrap().iter().map(|(name, failed, _)| format!("{name}, failed: {failed}")).collect()
///     }
/// }
///
/// # fn main() {
/// testing::block_on(async {
///     let client = calculator::client(Metrics::default());
///     assert_eq!(client.divide(6, 3).await, Ok(2));
///     assert!(client.divide(6, 0).await.is_err());
///     let called = client.called().await.unwrap();
///     assert_eq!(called, ["tools/call divide, failed: false", "tools/call divide, failed: true"]);
/// });
/// # }
/// ```
///
/// - **What it sees**: each call of a function that this server has, also where its arguments are wrong, which is the error that
///   [`Next::run`] gives then, and where its function panics. Not what never comes to a function: other methods, names that nobody has, a
///   client that lacks what the function `requires`, lists and completions without a function.
/// - **Refusing**: what it returns without [`Next::run`] is the answer, and the function does not run: `Err(ToolError::new("not today"))`, or `?`.
/// - **Changing**: the reply, or the error, that it returns is the answer. [`Reply::texts_mut`] are the texts of one, [`Reply::text`] and
///   [`Reply::json`] make another.
/// - **Its time** is that of the call: it is dropped at its next `.await` when the call is cancelled or takes too long, and so sees no answer
///   then; what has to be done in any case is done in a `Drop`. A panic in it is an answer.
/// - **When the client is asked** in 2026-07-28, the call ends with the question and runs again with the answer, and its hooks with it: what is
///   before [`Next::run`] runs once a round, and what is behind it once, when the function has ended. With sessions all of it runs once. A hook may
///   ask too ([`Context::ask`]). [`Context::call_id`] is the same in all rounds.
/// - **Whose hooks run**: those of the server that the function is in or that includes it.
///
/// Without a hook a call pays for none.
#[derive(Clone)]
pub struct Call(Arc<Inner>);

struct Inner {
    handler: Arc<Handler>,
    uri: Option<Arc<Box<str>>>,
    /// An object, as the client wrote its members.
    arguments: String,
    context: Context,
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("method", &self.method())
            .field("name", &self.name())
            .finish_non_exhaustive()
    }
}

impl Call {
    pub(crate) fn new(
        handler: &Arc<Handler>,
        uri: Option<Arc<Box<str>>>,
        given: &[(Cow<'_, str>, &RawValue)],
        context: Context,
    ) -> Self {
        let arguments = write::object(given);
        Self(Arc::new(Inner { handler: Arc::clone(handler), uri, arguments, context }))
    }

    /// The method of the protocol: `tools/call`, `prompts/get`, `resources/read`, `resources/list` or `completion/complete`.
    pub fn method(&self) -> &'static str {
        match self.0.handler.role {
            Role::Tool { .. } => "tools/call",
            Role::Prompt => "prompts/get",
            Role::Resource(_) => "resources/read",
            Role::Lister => "resources/list",
            Role::Completer => "completion/complete",
        }
    }

    /// The name of the tool, prompt or resource; of a completion, that of the prompt or resource whose argument it is.
    pub fn name(&self) -> &str {
        &self.0.handler.name
    }

    /// The URI that is read, as the client wrote it.
    pub fn uri(&self) -> Option<&str> {
        self.0.uri.as_ref().map(|uri| &***uri)
    }

    /// The arguments, read now. They are what the client sent, before anything was looked at.
    ///
    /// # Errors
    /// Where they hold a number that nothing can hold, such as `1e999`.
    pub fn arguments(&self) -> Result<Map<String, Value>, ToolError> {
        let read = serde_json::from_str(&self.0.arguments);
        read.map_err(|error| ToolError::new(format!("the arguments cannot be read: {error}")))
    }

    /// The arguments as the text of a JSON object.
    pub fn arguments_json(&self) -> &str {
        &self.0.arguments
    }

    /// The call as its function sees it: who calls, what the transport attached, what the server holds.
    pub fn context(&self) -> &Context {
        &self.0.context
    }

    /// The code that an error of this call is answered with, where it is an error of the protocol, as `-32602`. Nothing where the model reads it
    /// as the result of a tool.
    pub fn error_code(&self, error: &ToolError) -> Option<i32> {
        let revision = self.0.context.revision();
        match (&self.0.handler.role, error.of_protocol(revision.is_modern())) {
            (_, Some(error)) => Some(error.code),
            (Role::Tool { .. }, None) => None,
            (Role::Resource(_), None) if error.is_not_found() => Some(result::not_found("", revision).code),
            _ => Some(RpcError::INTERNAL),
        }
    }
}

/// What a hook is around: the other hooks, and the function.
pub struct Next {
    hooks: Arc<Hooks>,
    at: usize,
    call: Call,
    body: ToolFuture,
}

impl fmt::Debug for Next {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Next").field("call", &self.call).finish_non_exhaustive()
    }
}

impl Next {
    /// Runs the function, and the hooks between this one and it.
    ///
    /// # Errors
    /// What the call failed with: an error of the function or of a hook, arguments that are wrong, a panic of the function, a result that clients
    /// could not read.
    pub async fn run(mut self) -> Result<Reply, ToolError> {
        let hook = self.hooks.0.get(self.at).map(Arc::clone);
        match hook {
            Some(hook) => {
                self.at += 1;
                hook(self.call.clone(), self).await
            }
            None => Reply::of(self.body.await),
        }
    }
}

type Around = Pin<Box<dyn Future<Output = Result<Reply, ToolError>> + Send>>;

type Added = dyn Fn(Call, Next) -> Around + Send + Sync;

/// The hooks of a server, the outermost first.
#[derive(Clone, Default)]
pub struct Hooks(Vec<Arc<Added>>);

impl fmt::Debug for Hooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Hooks").field(&self.0.len()).finish()
    }
}

impl Hooks {
    /// Adds one inside of those before it.
    pub fn add<H, F, E>(hooks: &mut Self, hook: H)
    where
        H: Fn(Call, Next) -> F + Send + Sync + 'static,
        F: Future<Output = Result<Reply, E>> + Send + 'static,
        ToolError: MadeOf<E>,
    {
        hooks.0.push(Arc::new(move |call, next| {
            let around = hook(call, next);
            Box::pin(async move { around.await.map_err(ToolError::made_of) })
        }));
    }

    /// Nothing where there is none.
    pub(crate) fn shared(self) -> Option<Arc<Self>> {
        (!self.0.is_empty()).then(|| Arc::new(self))
    }

    /// All of them around the body of a call.
    pub(crate) fn around(hooks: &Arc<Self>, call: Call, body: ToolFuture) -> Next {
        Next { hooks: Arc::clone(hooks), at: 0, call, body }
    }
}
