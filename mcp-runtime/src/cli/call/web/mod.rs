//! A server at an address: Streamable HTTP, and HTTP+SSE where it speaks no other.
//!
//! Each message is a request of its own. What a server says without being asked comes by a stream beside them, where it has one.

mod repeated;
mod streams;
#[cfg(feature = "tls")]
mod tls;
mod wire;

use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::header::{ACCEPT, CONTENT_TYPE, LOCATION};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode};
use hyper::body::Incoming;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

use self::repeated::Repeated;
use self::wire::{Target, text};
use super::inbox::{Event, pass};
use super::peer::Peer;
use crate::cli::events::Events;
use crate::cli::request::part;
use crate::outcome::error::Error;

const SESSION: HeaderName = HeaderName::from_static("mcp-session-id");
const REVISION: HeaderName = HeaderName::from_static("mcp-protocol-version");
const LAST: HeaderName = HeaderName::from_static("last-event-id");

/// So long a message without an answer may take, and the end of a session.
const BRIEF: Duration = Duration::from_secs(5);
/// So long the head of the stream is waited for by which a server asks.
const LISTENING: Duration = Duration::from_secs(1);
/// Before a stream that ended is come back to, unless it said how long.
const PAUSE: Duration = Duration::from_secs(1);
/// So often in a row a stream may end without an event.
const IDLE: usize = 5;

/// A server at an address.
#[derive(Debug)]
pub(in crate::cli::call) struct Web {
    shared: Arc<Shared>,
    runtime: Runtime,
}

#[derive(Debug)]
struct Shared {
    target: Target,
    headers: HeaderMap,
    post: Sender<Event>,
    state: Mutex<State>,
}

/// What was agreed.
#[derive(Debug, Default)]
struct State {
    session: Option<HeaderValue>,
    revision: Option<&'static str>,
    /// Where messages go, by HTTP+SSE.
    endpoint: Option<Target>,
    /// What headers repeat.
    repeated: Repeated,
}

/// Of which request a message is the answer.
#[derive(Deserialize)]
struct Answer {
    id: Option<Value>,
    method: Option<IgnoredAny>,
    result: Option<IgnoredAny>,
    error: Option<Map<String, Value>>,
}

impl Web {
    pub(in crate::cli::call) fn open(
        url: &str,
        headers: &[String],
        post: Sender<Event>,
    ) -> Result<Self, Error> {
        let target = Target::parse(url).map_err(|why| Error::usage(format!("what `--url` says {why}")))?;
        let mut map = HeaderMap::new();
        for header in headers {
            let (name, value) = read_header(header).map_err(Error::usage)?;
            map.append(name, value);
        }
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime =
            runtime.map_err(|error| Error::because("the runtime of the call does not start", error))?;
        Ok(Self { shared: Arc::new(Shared { target, headers: map, post, state: Mutex::default() }), runtime })
    }
}

/// Asks a server of this machine whether it is well. Its certificate is for others, who call it by another name, so it is not looked at: nothing that
/// could be a secret is sent.
pub(in crate::cli) fn healthy(url: &str) -> Result<(), Error> {
    let target = Target::parse(url).map_err(|why| Error::usage(format!("the address {why}")))?.of_anyone();
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Error::because("the runtime does not start", error))?;
    let asked = async { timeout(BRIEF, target.ask(Method::GET, HeaderMap::new(), String::new())).await };
    let origin = target.origin();
    match runtime.block_on(asked) {
        Err(_) => Err(Error::new(format!("{origin} does not answer within {} s", BRIEF.as_secs()))),
        Ok(Err(why)) => Err(Error::new(why)),
        Ok(Ok(response)) if response.status().is_success() => Ok(()),
        Ok(Ok(response)) => Err(Error::new(format!("{origin} answers {}", response.status()))),
    }
}

/// A header that is sent. Err: what is wrong with it, without it.
fn read_header(text: &str) -> Result<(HeaderName, HeaderValue), &'static str> {
    let form = "a `--header` is none: write its name, `:` and its value in quotes, such as 'Authorization: Bearer …'";
    let (name, value) = text.split_once(':').ok_or(form)?;
    let name = HeaderName::try_from(name.trim()).map_err(|_| form)?;
    let mut value = HeaderValue::try_from(value.trim()).map_err(|_| form)?;
    if value.is_empty() {
        return Err(form);
    }
    value.set_sensitive(true);
    Ok((name, value))
}

impl Peer for Web {
    fn send(&self, message: String) {
        // What is wrong is heard of by who asks next.
        let deliver = Arc::clone(&self.shared).deliver(message, None);
        let _ = self.runtime.block_on(async { timeout(BRIEF, deliver).await });
    }

    fn ask(&self, id: u64, message: String) -> Result<(), Error> {
        let shared = Arc::clone(&self.shared);
        self.runtime.spawn(async move {
            if let Err(why) = shared.clone().deliver(message, Some(id)).await {
                let _ = shared.post.send(Event::Gone(why));
            }
        });
        Ok(())
    }

    fn agreed(&self, revision: &'static str, said: Option<String>) {
        self.shared.state().revision = Some(revision);
        if let Some(said) = said {
            self.send(said);
        }
        let listens = {
            let state = self.shared.state();
            state.endpoint.is_none() && state.session.is_some()
        };
        if listens {
            let (began, begins) = oneshot::channel();
            self.runtime.spawn(Arc::clone(&self.shared).listen(began));
            let _ = self.runtime.block_on(async { timeout(LISTENING, begins).await });
        }
    }

    fn listed(&self, tools: &[Value]) {
        self.shared.state().repeated = Repeated::of(tools);
    }

    fn close(self: Box<Self>) {
        let Self { shared, runtime } = *self;
        if shared.state().session.is_some() {
            let end = shared.target.ask(Method::DELETE, shared.heads(), String::new());
            let _ = runtime.block_on(async { timeout(BRIEF, end).await });
        }
        runtime.shutdown_timeout(Duration::from_millis(100));
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The headers of every request.
    fn heads(&self) -> HeaderMap {
        let mut heads = HeaderMap::new();
        heads.insert(ACCEPT, HeaderValue::from_static("application/json, text/event-stream"));
        let state = self.state();
        heads.extend(state.session.clone().map(|session| (SESSION, session)));
        heads.extend(state.revision.map(|revision| (REVISION, HeaderValue::from_static(revision))));
        heads.extend(self.headers.clone());
        heads
    }

    /// Sends a message; where it is a request, until its answer was passed on.
    async fn deliver(self: Arc<Self>, message: String, id: Option<u64>) -> Result<(), String> {
        let endpoint = self.state().endpoint.clone();
        if let Some(endpoint) = endpoint {
            return self.deliver_apart(&endpoint, message).await;
        }
        let mut heads = self.heads();
        heads.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        self.state().repeated.add(&mut heads, &message);
        let mut response = self.target.ask(Method::POST, heads, message.clone()).await?;
        if let Some(session) = response.headers().get(SESSION) {
            self.state().session.get_or_insert_with(|| session.clone());
        }
        let Some(id) = id else { return Ok(()) };
        if !response.status().is_success() {
            return self.refused(response, message, id).await;
        }
        if is(&response, "text/event-stream") {
            return self.streamed(response, id).await;
        }
        let text = text(response.body_mut()).await?;
        if !answers(&text, id) {
            return Err(format!(
                "{} answers {} without an answer of the protocol: is that the address of an MCP server?",
                self.target.origin(),
                response.status()
            ));
        }
        pass(&text, &self.post);
        Ok(())
    }

    /// What a status means that is none of success.
    async fn refused(
        self: Arc<Self>,
        mut response: Response<Incoming>,
        message: String,
        id: u64,
    ) -> Result<(), String> {
        let (status, is_new) = (response.status(), self.state().revision.is_none());
        let location = response.headers().get(LOCATION).cloned();
        let text = text(response.body_mut()).await?;
        let is_older = matches!(
            status,
            StatusCode::BAD_REQUEST
                | StatusCode::NOT_FOUND
                | StatusCode::METHOD_NOT_ALLOWED
                | StatusCode::NOT_ACCEPTABLE
        );
        if is_new
            && is_older
            && let Some(endpoint) = Arc::clone(&self).listen_apart().await
        {
            return self.deliver_apart(&endpoint, message).await;
        }
        if answers(&text, id) {
            pass(&text, &self.post);
            return Ok(());
        }
        let mend = match status {
            StatusCode::UNAUTHORIZED => {
                ": write `--header 'Authorization: Bearer …'` with a token that it takes"
            }
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED if is_new => {
                ": is that the whole address of an MCP server, with its path, such as `/mcp`?"
            }
            StatusCode::NOT_FOUND => ": the session is gone, ask once more",
            status if status.is_redirection() && location.is_some_and(|to| ends_anew(&to)) => {
                ": nothing is redirected, write the address with a `/` at its end"
            }
            status if status.is_redirection() => ": nothing is redirected, write the address that it names",
            _ => "",
        };
        Err(format!("{} refuses with {status}{mend}", self.target.origin()))
    }

    /// Passes on what comes by the stream of a request, until its answer; comes back to one that ended before.
    async fn streamed(&self, mut response: Response<Incoming>, id: u64) -> Result<(), String> {
        let (mut events, mut idle) = (Events::default(), 0);
        loop {
            let mut came = false;
            while let Some(bytes) = part(response.body_mut()).await {
                for event in events.read(&bytes)? {
                    came = true;
                    pass(&event.data, &self.post);
                    if answers(&event.data, id) {
                        return Ok(());
                    }
                }
            }
            events.lost();
            idle = if came { 0 } else { idle + 1 };
            let last = events.last.as_deref().and_then(|last| HeaderValue::try_from(last).ok());
            let Some(last) = last.filter(|_| idle < IDLE) else {
                return Err("the server ended the stream of the answer before it".to_owned());
            };
            sleep(events.retry.unwrap_or(PAUSE)).await;
            response = self.stream(Some(last)).await?;
        }
    }

    /// Sends a message by HTTP+SSE, whose answer comes by its stream.
    async fn deliver_apart(&self, endpoint: &Target, message: String) -> Result<(), String> {
        let mut heads = self.heads();
        heads.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let status = endpoint.ask(Method::POST, heads, message).await?.status();
        if status.is_success() {
            Ok(())
        } else {
            Err(format!("{} refuses with {status}", self.target.origin()))
        }
    }
}

/// Whether an address is only another by the `/` at its end.
fn ends_anew(to: &HeaderValue) -> bool {
    to.to_str().is_ok_and(|to| to.split('?').next().unwrap_or_default().ends_with('/'))
}

fn is(response: &Response<Incoming>, mime: &str) -> bool {
    let named = response.headers().get(CONTENT_TYPE).and_then(|named| named.to_str().ok());
    named.is_some_and(|named| named.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(mime))
}

/// Whether a message, or one of a batch, is the answer to a request.
fn answers(text: &str, id: u64) -> bool {
    let is = |answer: &Answer| {
        let ends = answer.result.is_some() || answer.error.is_some();
        answer.method.is_none() && ends && answer.id.as_ref().is_none_or(|of| *of == id)
    };
    match serde_json::from_str::<Vec<Answer>>(text) {
        Ok(batch) => batch.iter().any(is),
        Err(_) => serde_json::from_str::<Answer>(text).is_ok_and(|answer| is(&answer)),
    }
}
