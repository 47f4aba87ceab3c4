//! The span of a call, for who traces the server. Where nobody does there is none, and it costs a look.
//!
//! Names are those of OpenTelemetry's conventions for MCP servers (`docs/gen-ai/mcp.md` of its conventions for generative AI), and of
//! tracing-opentelemetry for what is no attribute: `otel.name`, `otel.kind`, `otel.status_code`.

use std::borrow::Cow;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

use tracing::{Level, Span, span};

use crate::author::args::Call;
use crate::author::handler::{Handler, Role};
use crate::author::run::{Run, ToolFuture, Work};
use crate::exec::called::Asked;
use crate::outcome::Outcome;
use crate::outcome::error::RpcError;
use crate::protocol::caller::Caller;
use crate::schema::describe::{cut, cut_to};

/// So many characters of a URI are shown.
const MOST_OF_A_URI: usize = 500;

/// What became of a call; a later one of these takes the place of an earlier one.
const RUNNING: u8 = 0;
const ANSWERED: u8 = 1;
const FAILED: u8 = 2;

/// The span of a call; none where nobody listens.
#[derive(Clone, Default)]
pub(crate) struct CallSpan(Option<Arc<Traced>>);

struct Traced {
    span: Span,
    stage: AtomicU8,
}

/// One of each method, since the name of a span is part of its place in the code.
macro_rules! call_span {
    ($name:literal, $caller:expr, $id:expr, $($field:tt)*) => {{
        let trace = $caller.trace();
        let trace = trace.as_ref();
        let http = $caller.via.sender.carrier;
        tracing::info_span!(
            target: "mcp_runtime::call",
            $name,
            otel.kind = "server",
            mcp.method.name = $name,
            $($field)*
            mcp.protocol.version = $caller.revision.as_str(),
            mcp.session.id = http.and_then(|http| http.session()),
            jsonrpc.request.id = &*$id,
            network.transport = if http.is_some() { "tcp" } else { "pipe" },
            network.protocol.name = http.map(|_| "http"),
            trace_id = trace.map(|trace| trace.trace_id()),
            parent_span_id = trace.map(|trace| trace.parent_span_id()),
            traceparent = trace.map(|trace| &*trace.traceparent),
            tracestate = trace.and_then(|trace| trace.tracestate.as_deref()),
            baggage = trace.and_then(|trace| trace.baggage.as_deref()),
            error.r#type = tracing::field::Empty,
            rpc.response.status_code = tracing::field::Empty,
            otel.status_code = tracing::field::Empty,
            otel.status_description = tracing::field::Empty,
        )
    }};
}

impl CallSpan {
    /// Opens the span of a call, if somebody listens.
    pub(crate) fn open(handler: &Handler, asked: &Asked, caller: &Caller<'_>, id: &str) -> Self {
        if tracing::span_enabled!(target: "mcp_runtime::call", Level::INFO) {
            Self::made(handler, asked, caller, id)
        } else {
            Self(None)
        }
    }

    #[cold]
    #[inline(never)]
    fn made(handler: &Handler, asked: &Asked, caller: &Caller<'_>, id: &str) -> Self {
        let (name, id) = (&*handler.name, plain(id));
        let span = match (&handler.role, asked) {
            (Role::Tool { .. }, _) => call_span!(
                "tools/call",
                caller,
                id,
                otel.name = format!("tools/call {name}"),
                gen_ai.operation.name = "execute_tool",
                gen_ai.tool.name = name,
            ),
            (Role::Prompt, _) => call_span!(
                "prompts/get",
                caller,
                id,
                otel.name = format!("prompts/get {name}"),
                gen_ai.prompt.name = name,
            ),
            (Role::Resource(_), asked) => {
                let uri = if let Asked::Uri(uri) = asked { cut_to(uri, MOST_OF_A_URI) } else { "".into() };
                call_span!("resources/read", caller, id, mcp.resource.uri = &*uri, mcp.resource.name = name,)
            }
            (Role::Lister, _) => call_span!("resources/list", caller, id, mcp.resource.name = name,),
            (Role::Completer, _) => call_span!("completion/complete", caller, id, mcp.completion.of = name,),
        };
        // A filter may know more than it said before.
        Self((!span.is_disabled()).then(|| Arc::new(Traced { span, stage: AtomicU8::new(RUNNING) })))
    }

    /// Starts the function.
    pub(crate) fn start(&self, handler: &Handler, arguments: &mut Call<'_>) -> Run {
        match &self.0 {
            None => (handler.start)(arguments),
            Some(traced) => traced.start(handler, arguments),
        }
    }

    pub(crate) fn is_open(&self) -> bool {
        self.0.is_some()
    }

    /// The call is being answered until this is dropped. Unless somebody has said by then what is wrong with it, nothing is.
    pub(crate) fn answering(&self) -> Option<Answering<'_>> {
        self.0.as_ref().map(|traced| Answering(traced.enter()))
    }

    /// The same future, inside of the span whoever polls or drops it.
    pub(crate) fn around(&self, future: ToolFuture) -> ToolFuture {
        match &self.0 {
            None => future,
            Some(traced) => within(future, traced),
        }
    }

    /// The same work, inside of the span whichever thread does it.
    pub(crate) fn around_work(&self, work: Work) -> Work {
        match &self.0 {
            None => work,
            Some(traced) => {
                let traced = Arc::clone(traced);
                Box::new(move || {
                    let _inside = traced.enter();
                    work()
                })
            }
        }
    }

    /// The call failed for this reason. Only what is said first counts: a tool that was too slow fails as well.
    pub(crate) fn failed(&self, why: &str) {
        if let Some(traced) = &self.0 {
            traced.failed(why);
        }
    }

    /// The call is answered with an error of the protocol.
    #[cold]
    #[must_use]
    pub(crate) fn refused(&self, error: RpcError) -> RpcError {
        if let Some(traced) = &self.0 {
            let code = error.code.to_string();
            traced.span.record("rpc.response.status_code", &*code);
            traced.span.record("otel.status_description", &*error.message);
            traced.failed(&code);
        }
        error
    }
}

impl Traced {
    fn enter(&self) -> Inside<'_> {
        Inside { traced: self, _entered: self.span.enter() }
    }

    #[cold]
    #[inline(never)]
    fn start(&self, handler: &Handler, arguments: &mut Call<'_>) -> Run {
        let _inside = self.enter();
        (handler.start)(arguments)
    }

    #[cold]
    fn failed(&self, why: &str) {
        if self.stage.swap(FAILED, Ordering::AcqRel) != FAILED {
            self.span.record("error.type", why);
            self.span.record("otel.status_code", "ERROR");
        }
    }
}

/// Whoever forgets a call has cancelled it.
impl Drop for Traced {
    fn drop(&mut self) {
        if *self.stage.get_mut() == RUNNING {
            self.failed(CANCELLED);
        }
    }
}

/// What is not answered, because nobody wants the answer.
pub(crate) const CANCELLED: &str = "cancelled";

/// Answered for the function, which went on for too long.
pub(crate) const TIMEOUT: &str = "timeout";

/// The function panicked.
pub(crate) const PANIC: &str = "panic";

/// A result of a tool that says that it is an error.
pub(crate) const TOOL_ERROR: &str = "tool_error";

/// Being inside of a span. A panic that leaves it is why the call failed.
struct Inside<'a> {
    traced: &'a Traced,
    _entered: span::Entered<'a>,
}

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.traced.failed(PANIC);
        }
    }
}

/// Being inside of the span of a call that is being answered.
pub(crate) struct Answering<'a>(Inside<'a>);

impl Drop for Answering<'_> {
    fn drop(&mut self) {
        let stage = &self.0.traced.stage;
        let _ = stage.compare_exchange(RUNNING, ANSWERED, Ordering::AcqRel, Ordering::Acquire);
    }
}

#[cold]
#[inline(never)]
fn within(future: ToolFuture, traced: &Arc<Traced>) -> ToolFuture {
    ToolFuture::new(Within { future, traced: Arc::clone(traced) })
}

/// A future inside of a span.
struct Within {
    future: ToolFuture,
    traced: Arc<Traced>,
}

impl Future for Within {
    type Output = Outcome;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Outcome> {
        let Self { future, traced } = &mut *self;
        let _inside = traced.enter();
        Pin::new(future).poll(cx)
    }
}

impl Drop for Within {
    fn drop(&mut self) {
        let _entered = self.traced.span.enter();
        drop(std::mem::take(&mut self.future));
    }
}

/// An id as people write it, and not all of a long one.
fn plain(id: &str) -> Cow<'_, str> {
    let text = serde_json::from_str::<String>(id);
    text.map_or_else(|_| cut(id), |text| cut(&text).into_owned().into())
}
