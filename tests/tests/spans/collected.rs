//! The spans of this process, as a layer sees them.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Condvar, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;

const PATIENCE: Duration = Duration::from_secs(20);

/// A span, with what was logged in it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen {
    pub(crate) name: &'static str,
    pub(crate) target: &'static str,
    pub(crate) fields: Fields,
    pub(crate) said: Vec<String>,
    /// The spans right below it.
    pub(crate) below: Vec<&'static str>,
    closed: bool,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Fields(BTreeMap<&'static str, String>);

impl Fields {
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}

static SEEN: Mutex<Vec<Seen>> = Mutex::new(Vec::new());
static CLOSED: Condvar = Condvar::new();

/// Where in the list a span is.
struct Place(usize);

struct Collect;

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Collect {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, cx: Context<'_, S>) {
        let span = cx.span(id).expect("a span");
        let (name, target) = (span.metadata().name(), span.metadata().target());
        let mut seen = Seen { name, target, ..Seen::default() };
        attributes.record(&mut seen.fields);
        let mut all = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(parent) = span.parent() {
            let at = parent.extensions().get::<Place>().map(|place| place.0);
            at.inspect(|at| all[*at].below.push(name));
        }
        span.extensions_mut().insert(Place(all.len()));
        all.push(seen);
    }

    fn on_record(&self, id: &Id, record: &Record<'_>, cx: Context<'_, S>) {
        with(cx.span(id), |seen| record.record(&mut seen.fields));
    }

    fn on_event(&self, event: &Event<'_>, cx: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let said = fields.get("message").unwrap_or_default().to_owned();
        with(cx.event_span(event), |seen| seen.said.push(said));
    }

    fn on_close(&self, id: Id, cx: Context<'_, S>) {
        with(cx.span(&id), |seen| seen.closed = true);
        CLOSED.notify_all();
    }
}

fn with<'a, S: LookupSpan<'a>>(
    span: Option<tracing_subscriber::registry::SpanRef<'a, S>>,
    then: impl FnOnce(&mut Seen),
) {
    let Some(span) = span else { return };
    let at = span.extensions().get::<Place>().map(|place| place.0);
    let mut all = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    at.inspect(|at| then(&mut all[*at]));
}

/// Begins to collect, once a process: calls run on threads of their own.
pub(crate) fn collect() {
    static ONCE: OnceLock<()> = OnceLock::new();
    ONCE.get_or_init(|| {
        let subscriber = tracing_subscriber::registry().with(Collect);
        tracing::subscriber::set_global_default(subscriber).expect("the first one");
    });
}

/// The span of the call with this id, when it is closed.
pub(crate) fn span(id: &str) -> Seen {
    let all = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    let find = |all: &[Seen]| {
        let mut own = all.iter().filter(|seen| seen.fields.get("jsonrpc.request.id") == Some(id));
        own.next_back().filter(|seen| seen.closed).cloned()
    };
    let waited = CLOSED.wait_timeout_while(all, PATIENCE, |all| find(all).is_none());
    let (all, _) = waited.unwrap_or_else(PoisonError::into_inner);
    find(&all).unwrap_or_else(|| panic!("no span of {id}: {all:#?}"))
}

/// Whether the call with this id has no span.
pub(crate) fn is_spanless(id: &str) -> bool {
    let all = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    all.iter().all(|seen| seen.fields.get("jsonrpc.request.id") != Some(id))
}
