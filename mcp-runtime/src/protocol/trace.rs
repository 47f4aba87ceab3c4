//! The trace that a request belongs to (W3C Trace Context, M-META-09).

use serde_json::value::RawValue;

use crate::protocol::caller::Carrier;
use crate::rpc::message::Meta;

/// The longest text that is taken of each.
const MOST: usize = 8 << 10;

/// What a request says of its trace, not looked at yet.
#[derive(Clone, Copy)]
pub(crate) struct Trace<'a> {
    parent: Option<&'a RawValue>,
    state: Option<&'a RawValue>,
    baggage: Option<&'a RawValue>,
}

impl<'a> Trace<'a> {
    pub(crate) fn of(meta: &Meta<'a>) -> Self {
        Self { parent: meta.traceparent, state: meta.tracestate, baggage: meta.baggage }
    }

    /// What is well-formed of it. A request is never refused for the rest.
    pub(crate) fn context(&self) -> Option<TraceContext> {
        let text = |raw: Option<&RawValue>| -> Option<String> {
            raw.filter(|raw| raw.get().len() <= MOST).and_then(|raw| serde_json::from_str(raw.get()).ok())
        };
        TraceContext::of(text(self.parent), || text(self.state), || text(self.baggage))
    }
}

/// The trace of an HTTP request.
#[cold]
pub(crate) fn carried(http: &dyn Carrier) -> Option<TraceContext> {
    let text = |name| http.header(name).filter(|value| value.len() <= MOST);
    TraceContext::of(text("traceparent"), || text("tracestate"), || text("baggage"))
}

/// The trace that a call belongs to, to be handed on to what it calls itself.
///
/// # The spans of calls
///
/// Each call of a function runs inside of a span of `tracing`: level `INFO`, target `mcp_runtime::call`, named as the method. What the function
/// logs is in it, on whatever thread, and spans of its own are below it; tasks that it spawns need `.in_current_span()`. The log of the
/// command line leaves these spans out, unless `RUST_LOG` names their target. Where nobody listens there are none.
///
/// | field | what |
/// |---|---|
/// | `mcp.method.name` | `tools/call`, `prompts/get`, `resources/read`, `resources/list` |
/// | `gen_ai.tool.name`, `gen_ai.prompt.name`, `mcp.resource.uri` | what is called |
/// | `gen_ai.operation.name` | `execute_tool`, of tools |
/// | `mcp.resource.name` | the name of the function that reads or lists |
/// | `mcp.protocol.version`, `jsonrpc.request.id` | the revision, and the id as a text |
/// | `mcp.session.id` | of sessions over HTTP: the start of a hash of the id, since who knows the id itself is let in |
/// | `network.transport`, `network.protocol.name` | `tcp` and `http`, or `pipe` |
/// | `traceparent`, `tracestate`, `baggage` | the trace that the call belongs to: [`Context::trace`](crate::Context::trace) |
/// | `trace_id`, `parent_span_id` | the two ids in `traceparent` |
/// | `error.type` | at the end, if it failed: `tool_error`, `timeout`, `panic`, `cancelled`, or the code of the answer as `-32602` |
/// | `rpc.response.status_code` | the code, if the answer has one |
/// | `otel.name`, `otel.kind`, `otel.status_code`, `otel.status_description` | what `tracing-opentelemetry` makes of the span |
///
/// The names are those of [OpenTelemetry's conventions][conventions], but for `mcp.resource.name`, and `timeout`, `panic` and `cancelled`, of
/// which they say nothing. Requests that call no function, as lists and those of a name that nothing has, have no span.
///
/// A span of `tracing` has no parent in another process, so a layer tells the tracing system of it. This one finds it:
///
/// ```
/// use tracing::field::{Field, Visit};
/// use tracing::span::{Attributes, Id};
/// use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
///
/// #[derive(Default)]
/// struct Parent(Option<String>);
///
/// impl Visit for Parent {
///     fn record_str(&mut self, field: &Field, value: &str) {
///         if field.name() == "traceparent" {
///             self.0 = Some(value.to_owned());
///         }
///     }
///
///     fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
/// }
///
/// struct RemoteParent;
///
/// impl<S: tracing::Subscriber> Layer<S> for RemoteParent {
///     fn on_new_span(&self, span: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
///         if span.metadata().target() == "mcp_runtime::call" {
///             let mut parent = Parent::default();
///             span.record(&mut parent);
///             // Here `parent.0` goes to a propagator.
///         }
///     }
/// }
///
/// let subscriber = tracing_subscriber::registry().with(RemoteParent);
/// # drop(subscriber);
/// ```
///
/// `tracing-opentelemetry` takes the current context of OpenTelemetry as the parent of a span that has none here. So such a layer stands before
/// its own and attaches what `TraceContextPropagator` extracts, and another one, after it, drops what `attach` gave; both in `on_new_span`, which
/// runs on one thread. Or its layer is built `with_context_activation(false)`, and a function that takes a [`Context`](crate::Context) hands what is
/// extracted from [`Context::trace`](crate::Context::trace) to `set_parent` of the current span.
///
/// [conventions]: https://github.com/open-telemetry/semantic-conventions-genai/blob/main/docs/gen-ai/mcp.md
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TraceContext {
    /// Version, trace, span and flags: `00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01`.
    pub traceparent: String,
    /// What tracing systems add.
    pub tracestate: Option<String>,
    /// Values of the application's own.
    pub baggage: Option<String>,
}

impl TraceContext {
    /// Without a parent that is well-formed there is none; of the rest, what is well-formed is kept.
    fn of(
        parent: Option<String>,
        state: impl FnOnce() -> Option<String>,
        baggage: impl FnOnce() -> Option<String>,
    ) -> Option<Self> {
        let traceparent = parent.filter(|parent| is_parent(parent))?;
        let list = |text: Option<String>| text.filter(|text| is_list(text));
        Some(Self { traceparent, tracestate: list(state()), baggage: list(baggage()) })
    }

    /// The id of the trace: 32 hexadecimal digits.
    pub fn trace_id(&self) -> &str {
        self.traceparent.split('-').nth(1).unwrap_or_default()
    }

    /// The id of the span that the call was made in: 16 hexadecimal digits.
    pub fn parent_span_id(&self) -> &str {
        self.traceparent.split('-').nth(2).unwrap_or_default()
    }
}

/// Members with commas between, each with a key and a value: printable, so that they can be headers of what the tool calls.
fn is_list(text: &str) -> bool {
    let mut members = text.split(',').map(str::trim).filter(|member| !member.is_empty()).peekable();
    let printable = text.bytes().all(|b| matches!(b, b' '..=b'~' | b'\t'));
    printable && members.peek().is_some() && members.all(|member| member.find('=').is_some_and(|at| at > 0))
}

/// Four fields of hexadecimal digits, of which trace and span are not zero. A later version may add more.
fn is_parent(text: &str) -> bool {
    let fields: Vec<&str> = text.split('-').collect();
    let [version, trace, span, flags, more @ ..] = &fields[..] else { return false };
    let hex = |field: &str, length| {
        field.len() == length && field.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    };
    let some = |field: &str| field.bytes().any(|b| b != b'0');
    hex(version, 2)
        && *version != "ff"
        && (more.is_empty() || *version != "00")
        && hex(trace, 32)
        && some(trace)
        && hex(span, 16)
        && some(span)
        && hex(flags, 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// M-META-09
    #[test]
    fn only_what_is_well_formed_is_handed_on() {
        let (trace, span) = ("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331");
        for (text, right) in [
            (format!("00-{trace}-{span}-01"), true),
            (format!("01-{trace}-{span}-01-more"), true),
            (format!("00-{trace}-{span}-01-more"), false),
            (format!("ff-{trace}-{span}-01"), false),
            (format!("00-{trace}-{span}"), false),
            (format!("00-{}-{span}-01", "0".repeat(32)), false),
            (format!("00-{trace}-{}-01", "0".repeat(16)), false),
            (format!("00-{}-{span}-01", trace.to_uppercase()), false),
            (String::new(), false),
        ] {
            assert_eq!(is_parent(&text), right, "{text}");
        }
        let raw = |text: &str| -> Box<RawValue> { serde_json::from_str(text).expect("JSON") };
        let (parent, state) = (raw(&format!("\"00-{trace}-{span}-01\"")), raw("7"));
        let found = Trace { parent: Some(&parent), state: Some(&state), baggage: None }.context();
        assert!(is_list("a=1, b=2;c,,") && is_list("a="));
        for text in ["", ",", "a", "=1", "a=1,b", "a=1\r\nX: y", "a=\u{e4}"] {
            assert!(!is_list(text), "{text:?}");
        }
        assert!(
            found.is_some_and(|found| found.tracestate.is_none() && found.traceparent.starts_with("00-"))
        );
    }
}
