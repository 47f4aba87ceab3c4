//! What a request comes to, whatever it came in by.
//!
//! An answer that is there at once is written, a call that has to run is handed back, and so is a subscription, since
//! only the transport knows where its messages go.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::app::App;
use crate::app::catalog::Catalog;
use crate::app::conn::{Conn, MOST_WATCHED};
use crate::app::lists::{List, Listed};
use crate::exec::call;
use crate::exec::calls::Calls;
use crate::exec::complete;
use crate::exec::resources;
use crate::exec::started::Started;
use crate::outcome::error::RpcError;
use crate::protocol::caller::{self, Caller, Via};
use crate::protocol::entry::Cache;
use crate::protocol::level::Level;
use crate::protocol::lifecycle;
use crate::protocol::methods::{self, Form, Method};
use crate::protocol::result;
use crate::protocol::revision::Revision;
use crate::protocol::topic::{Topic, Watched};
use crate::rpc::Message;
use crate::rpc::message::Envelope;
use crate::rpc::params::Params;
use crate::rpc::questions::Reply;
use crate::rpc::write;
use crate::schema::describe::cut;

/// The longest id of a subscription, in bytes of JSON: it is kept as long as that lasts, and goes out with each notification.
const MAX_LISTEN_ID: usize = 1 << 10;

/// What a request came to.
pub(crate) enum Next {
    /// The answer is written.
    Answered,
    /// A call has to run.
    Run(Started),
    /// A subscription is wanted, to what can be heard of.
    Listen { topics: Vec<Topic> },
}

/// A request, apart from who asks.
pub(crate) struct Request<'a> {
    pub(crate) id: &'a str,
    pub(crate) method: &'a str,
    pub(crate) params: &'a Params<'a>,
}

/// Answers a request. Without a caller the connection had no handshake yet; without a connection the request stands for itself.
pub(crate) fn request(
    app: &Arc<App>,
    conn: Option<&Conn>,
    caller: Option<&Caller<'_>>,
    Request { id, method, params }: Request<'_>,
    out: &mut Vec<u8>,
) -> Result<Next, RpcError> {
    let catalog = app.catalog();
    let revision = caller.map_or(Revision::NEWEST_LEGACY, |caller| caller.revision);
    let known = methods::find(method, Form::Request)
        .filter(|row| row.is_in(revision) && catalog.has(row.feature))
        .ok_or_else(|| unknown_method(method))?;
    match (known.method, caller, conn) {
        (Method::CallTool, Some(caller), _) => {
            return Ok(call::tool(app, &catalog, caller, id, params, out)?.map_or(Next::Answered, Next::Run));
        }
        (Method::ListTools, Some(caller), _) => list(app, &catalog.tools, caller, (id, params), out)?,
        (Method::ReadResource, Some(caller), _) => {
            return Ok(
                resources::read(app, &catalog, caller, id, params, out)?.map_or(Next::Answered, Next::Run)
            );
        }
        (Method::ListResources, Some(caller), _) => {
            let Some(listing) = &catalog.listing else {
                list(app, &catalog.resources, caller, (id, params), out)?;
                return Ok(Next::Answered);
            };
            let started = resources::list(app, (&catalog, listing), caller, id, params, out)?;
            return Ok(started.map_or(Next::Answered, Next::Run));
        }
        (Method::ListTemplates, Some(caller), _) => list(app, &catalog.templates, caller, (id, params), out)?,
        (Method::Subscribe, Some(caller), Some(conn)) => {
            subscribe(&catalog, caller, (conn, app.options.max_held), (id, params), out)?;
        }
        (Method::Unsubscribe, Some(_), Some(conn)) => {
            // Of what was never heard of it is fine too (L-RES-04).
            conn.unwatch(&watched(params)?);
            empty(out, id);
        }
        (Method::Complete, Some(caller), _) => {
            let started = complete::complete(app, &catalog, caller, id, params, out)?;
            return Ok(started.map_or(Next::Answered, Next::Run));
        }
        (Method::GetPrompt, Some(caller), _) => {
            return Ok(
                call::prompt(app, &catalog, caller, id, params, out)?.map_or(Next::Answered, Next::Run)
            );
        }
        (Method::ListPrompts, Some(caller), _) => list(app, &catalog.prompts, caller, (id, params), out)?,
        (Method::Initialize, _, Some(conn)) => initialize((app, &catalog), conn, id, params, out)?,
        (Method::Ping, ..) => empty(out, id),
        (Method::SetLevel, Some(_), Some(conn)) => set_level(conn, id, params, out)?,
        (Method::Discover, Some(_), _) => {
            let tail = result::tail(&lifecycle::server_info(&app.info, revision).to_string());
            cacheable(&tail, id, &lifecycle::discover(&app.info, catalog.offer()), out);
        }
        (Method::Listen, Some(caller), _) => return listen(&catalog, caller, id, params),
        (_, None, _) => return Err(caller::not_open()),
        _ => return Err(unknown_method(method)),
    }
    Ok(Next::Answered)
}

/// Answers a request that belongs to the handshake of a connection, or makes it.
pub(crate) fn settled(
    app: &Arc<App>,
    conn: &Conn,
    via: &Via<'_>,
    request: Request<'_>,
    out: &mut Vec<u8>,
) -> Result<Next, RpcError> {
    let agreed = conn.agreed();
    let caller = agreed.map(|agreed| {
        let questions = (&conn.questions, &conn.outbox);
        Caller::settled(agreed, &conn.level, questions, &request.params.meta, via)
    });
    self::request(app, Some(conn), caller.as_ref(), request, out)
}

#[cold]
fn initialize(
    (app, catalog): (&App, &Catalog),
    conn: &Conn,
    id: &str,
    params: &Params<'_>,
    out: &mut Vec<u8>,
) -> Result<(), RpcError> {
    if conn.is_settled() {
        return Err(RpcError::invalid_request("the connection is initialized already"));
    }
    let agreed = lifecycle::agree(params)?;
    let client = agreed.client.as_ref().map_or("", |client| &client.name);
    tracing::info!(client, version = %agreed.revision, "initialized");
    write::result(out, id);
    let result = lifecycle::initialize(&app.info, catalog.offer(), agreed.revision);
    out.extend_from_slice(result.as_bytes());
    write::end(out);
    conn.agree(agreed);
    Ok(())
}

fn list<T: Listed>(
    app: &App,
    list: &List<T>,
    caller: &Caller<'_>,
    (id, params): (&str, &Params<'_>),
    out: &mut Vec<u8>,
) -> Result<(), RpcError> {
    let page = list.page(caller, params.cursor.as_deref(), app.options.page_size)?;
    if caller.revision.has_cache_hints() {
        cacheable(&app.tail, id, &page, out);
    } else {
        write::result(out, id);
        out.extend_from_slice(page.as_bytes());
        write::end(out);
    }
    Ok(())
}

/// A modern result that may be cached, though not for long.
fn cacheable(tail: &str, id: &str, own: &str, out: &mut Vec<u8>) {
    write::result(out, id);
    out.extend_from_slice(own.as_bytes());
    out.extend_from_slice(result::hints(Cache::NONE).as_bytes());
    out.extend_from_slice(tail.as_bytes());
    write::end(out);
}

/// `subscriptions/listen` (2026-07-28): what of it can be honoured.
fn listen(catalog: &Catalog, caller: &Caller<'_>, id: &str, params: &Params<'_>) -> Result<Next, RpcError> {
    if id.len() > MAX_LISTEN_ID {
        let text = format!("the id of a subscription may have at most {MAX_LISTEN_ID} bytes");
        return Err(RpcError::invalid_request(text));
    }
    let mut topics = Topic::asked_for(params.notifications)?;
    topics.retain(|topic| match topic {
        Topic::Resource(watched) => catalog.changes(topic) && catalog.resource(&watched.uri, caller).is_ok(),
        list => catalog.changes(list),
    });
    Ok(Next::Listen { topics })
}

/// Takes what gets no answer: a notification, or the answer to something that was asked. Gives the id of the request that it cancels.
pub(crate) fn unanswered<'a>(
    app: &App,
    conn: &Conn,
    calls: &Calls,
    message: &Message<'a>,
) -> Option<&'a str> {
    match message {
        Message::Notification { method, params } => return notification(conn, calls, method, params),
        Message::Response { id: Some(id), result, error } => {
            if let Some(id) = Envelope::request_id(id) {
                conn.questions.answer(id, || Reply::read(*result, *error, app.options.max_held));
            }
        }
        Message::Response { id: None, .. } | Message::Request { .. } => {}
    }
    None
}

/// One that nobody knows is ignored.
fn notification<'a>(conn: &Conn, calls: &Calls, method: &str, params: &Params<'a>) -> Option<&'a str> {
    match methods::find(method, Form::Notification).map(|row| row.method) {
        Some(Method::Initialized) if conn.agreed().is_some() => conn.initialized(),
        Some(Method::Cancelled) => {
            let id = params.request_id.and_then(Envelope::request_id)?;
            calls.cancel(id);
            conn.unlisten(id);
            return Some(id);
        }
        _ => {}
    }
    None
}

fn set_level(conn: &Conn, id: &str, params: &Params<'_>, out: &mut Vec<u8>) -> Result<(), RpcError> {
    let name = params.level.as_deref().ok_or_else(|| RpcError::invalid_params("`level` is missing"))?;
    let level = Level::parse(name).ok_or_else(|| caller::unknown_level(name))?;
    conn.level.store(level as u8, Ordering::Relaxed);
    empty(out, id);
    Ok(())
}

/// `resources/subscribe` (until 2025-11-25): only what is there can be heard of.
fn subscribe(
    catalog: &Catalog,
    caller: &Caller<'_>,
    (conn, most_held): (&Conn, usize),
    (id, params): (&str, &Params<'_>),
    out: &mut Vec<u8>,
) -> Result<(), RpcError> {
    let watched = watched(params)?;
    resources::exists(catalog, caller, &watched.uri)?;
    if !conn.watch(watched, most_held) {
        let text = format!(
            "too many subscriptions: at most {MOST_WATCHED} of one session, and fewer where their URIs are long; end one first"
        );
        return Err(RpcError::invalid_request(text));
    }
    empty(out, id);
    Ok(())
}

/// The resource that a request names.
fn watched(params: &Params<'_>) -> Result<Watched, RpcError> {
    let uri = params.uri.as_deref().ok_or_else(|| RpcError::invalid_params("`uri` is missing"))?;
    Watched::new(uri).ok_or_else(|| RpcError::invalid_params(format!("`uri` is none: {:?}", cut(uri))))
}

fn empty(out: &mut Vec<u8>, id: &str) {
    write::result(out, id);
    write::end(out);
}

fn unknown_method(method: &str) -> RpcError {
    RpcError::new(RpcError::METHOD_NOT_FOUND, format!("unknown method: {}", cut(method)))
}
