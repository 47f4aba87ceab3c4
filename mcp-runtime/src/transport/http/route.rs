//! Which request goes where.

use std::sync::Arc;

use http::header::CONTENT_TYPE;
use http::{Method, Request, Response, StatusCode, Uri};
use http_body::Body;

use crate::base::budget::counted;
use crate::outcome::error::RpcError;
use crate::rpc::diagnose::Malformed;
use crate::rpc::write::{self, NoId};
use crate::rpc::{self, Message};
use crate::transport::http::gate::cors;
use crate::transport::http::gate::guard::Sent;
use crate::transport::http::gate::lookup::Asked;
use crate::transport::http::gate::media::{Accepts, accepts, is_json, not_acceptable};
use crate::transport::http::gate::mirror::{Named, PROTOCOL_VERSION};
use crate::transport::http::gate::refusal::{Refusal, Refused};
use crate::transport::http::inspect;
use crate::transport::http::reply::{self, ReplyBody, Source};
use crate::transport::http::sse::SseSession;
use crate::transport::http::streamable::{LAST_EVENT_ID, SESSION_ID};
use crate::transport::http::{Answer, Head, Site};

/// Where a request is to go, after its head was judged.
pub(crate) enum Routed {
    /// There is nothing to wait for.
    Done(Response<ReplyBody>),
    /// A message to `/mcp`.
    Post(Head),
    /// A message to the session of a stream.
    Message(Arc<SseSession>, Head),
    /// Whose token it came with has to be asked.
    Asked(Box<Asked>),
}

/// A path of the server.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Mcp,
    Sse,
    Message,
    Health,
    Inspect,
}

impl Site {
    /// Judges the head of a request.
    pub(crate) fn route<B: Body>(
        self: &Arc<Self>,
        request: &mut Request<B>,
        peer: Option<std::net::IpAddr>,
    ) -> Routed {
        let named = Named::of(request.headers());
        self.judge(request, peer, named)
            .unwrap_or_else(|refused| Routed::Done(refused.response(named.is_modern())))
    }

    fn judge<B: Body>(
        self: &Arc<Self>,
        request: &mut Request<B>,
        peer: Option<std::net::IpAddr>,
        named: Named,
    ) -> Result<Routed, Refused> {
        self.guard.check(request.uri(), request.version(), request.headers())?;
        let place = self.place(request.uri().path()).ok_or_else(|| {
            let text =
                format!("there is nothing at this path; the server is at {}", self.options().http.path);
            Refusal::new(StatusCode::NOT_FOUND, text)
        })?;
        if request.method() == Method::OPTIONS && self.options().http.cors {
            return Ok(Routed::Done(cors::preflight()));
        }
        let method = request.method().clone();
        if place == Place::Health {
            return match method {
                Method::GET | Method::HEAD => Ok(Routed::Done(healthy())),
                _ => Err(Refusal::method_not_allowed("GET, HEAD")),
            };
        }
        if place == Place::Inspect && !inspect::is_closed(request.uri().path()) {
            return self.inspect(request.uri().path(), &method).map(Routed::Done);
        }
        let (principal, unknown) = match self.guard.authenticate(request.headers())? {
            Sent::By(principal) => (principal, None),
            Sent::Unknown(check, token) => (None, Some((check, token))),
        };
        let headers = std::mem::take(request.headers_mut());
        let extensions = std::mem::take(request.extensions_mut());
        let accepts = accepts(&headers);
        let head = Head { headers, extensions, peer, principal, accepts, size: 0, named };
        match unknown {
            None => self.admit(place, (&method, request.uri()), head),
            Some(unknown) => Asked::new(self, unknown, (place, head), request).map(Routed::Asked),
        }
    }

    /// A request goes to its place, when it is known who sent it.
    pub(crate) fn admit(
        self: &Arc<Self>,
        place: Place,
        (method, uri): (&Method, &Uri),
        head: Head,
    ) -> Result<Routed, Refused> {
        match (place, method) {
            (Place::Mcp, &Method::POST) => {
                is_json(&head.headers)?;
                if !head.accepts.json && !head.accepts.events {
                    return Err(not_acceptable("`application/json` and `text/event-stream`"));
                }
                Ok(Routed::Post(head))
            }
            (Place::Mcp, &Method::GET) => self.get(&head).map(Routed::Done),
            (Place::Mcp, &Method::DELETE) => self.delete(&head).map(Routed::Done),
            (Place::Mcp, _) => Err(Refusal::method_not_allowed("GET, POST, DELETE")),
            (Place::Sse, &Method::GET) => self.open_sse(&head).map(Routed::Done),
            (Place::Sse, _) => Err(Refusal::method_not_allowed("GET")),
            (Place::Message, &Method::POST) => {
                is_json(&head.headers)?;
                self.sse_session(&head, uri.query().unwrap_or_default())
                    .map(|session| Routed::Message(session, head))
            }
            (Place::Message | Place::Health, _) => Err(Refusal::method_not_allowed("POST")),
            (Place::Inspect, &Method::GET | &Method::HEAD) => Ok(Routed::Done(self.inspect_sessions(&head))),
            (Place::Inspect, _) => Err(Refusal::method_not_allowed("GET, HEAD")),
        }
    }

    fn place(&self, path: &str) -> Option<Place> {
        let options = &self.options().http;
        if options.inspect && inspect::has(path) {
            return Some(Place::Inspect);
        }
        let is = |place: &str| path == place || path.strip_suffix('/').is_some_and(|path| path == place);
        [
            (Place::Mcp, &*options.path),
            (Place::Message, &*options.message_path),
            (Place::Sse, &*options.sse_path),
            (Place::Sse, "/events"),
            (Place::Health, "/health"),
        ]
        .into_iter()
        .find_map(|(place, at)| is(at).then_some(place))
    }

    /// GET on `/mcp`: the stream of a session, or one of HTTP+SSE for a client that speaks of no session.
    fn get(self: &Arc<Self>, head: &Head) -> Result<Response<ReplyBody>, Refused> {
        let options = &self.options().http;
        if head.is_modern() {
            return Err(Refusal::method_not_allowed("POST"));
        }
        // An empty one is none: that is what a client has that heard no event yet.
        let last = head.headers.get(LAST_EVENT_ID).filter(|last| !last.is_empty());
        let names = |name| head.headers.contains_key(name);
        let belongs = names(SESSION_ID) || names(PROTOCOL_VERSION) || last.is_some();
        if !belongs && options.sse_on_mcp {
            return self.open_sse(head);
        }
        let session = self.session(head)?;
        if !head.accepts.events {
            return Err(not_acceptable("`text/event-stream`"));
        }
        let place = self.stream_place()?;
        let stream = match last {
            None => session.listen(self, place),
            Some(last) => last.to_str().ok().and_then(|last| session.resume(last, self, place)),
        };
        // Of all refusals this is the one after which no client asks again (L-RSM-09).
        let stream = stream.ok_or_else(|| Refusal::method_not_allowed("POST, DELETE"))?;
        Ok(reply::lasting(Source::Session(stream), options.keep_alive))
    }

    /// DELETE on `/mcp`: the client ends its session (L-SESS-06).
    fn delete(self: &Arc<Self>, head: &Head) -> Result<Response<ReplyBody>, Refused> {
        if head.is_modern() {
            return Err(Refusal::method_not_allowed("POST"));
        }
        self.session(head)?;
        let id = head.headers.get(SESSION_ID).and_then(|id| id.to_str().ok()).unwrap_or_default();
        self.sessions.remove(id).inspect(|session| session.close());
        if self.secret.read(id, head.token()).is_some_and(|written| !written.own) {
            self.ended.add(id);
        }
        Ok(Response::new(ReplyBody::empty()))
    }

    /// A message to `/mcp`, sorted by what it says of itself (digest of 2026-07-28, 3.1).
    pub(crate) fn post(self: &Arc<Self>, head: &Head, body: &[u8]) -> Result<Answer, Refused> {
        head.still_valid()?;
        let message = match rpc::read(body) {
            Ok(message) => message,
            Err(_) if body.trim_ascii_start().starts_with(b"[") && !head.is_modern() => {
                return self.batch(head, body);
            }
            Err(malformed) => return self.malformed(head, *malformed),
        };
        match message {
            Message::Request { id, method, params } => {
                let handshake = params.meta.protocol_version.is_none() && &*method == "initialize";
                let answer = if handshake && self.opens(head) {
                    self.open(head, id, &params)
                } else if params.meta.protocol_version.is_some() || (head.is_modern() && !handshake) {
                    self.modern(head, (id, &method, &params))
                } else {
                    self.request(head, (id, &method, &params))
                };
                answer.map_err(|refused| refused.about(id))
            }
            Message::Notification { params, .. }
                if params.meta.protocol_version.is_some() || head.is_modern() =>
            {
                Ok(reply::accepted().into())
            }
            Message::Response { .. } if head.is_modern() => {
                let text = "a client sends requests and notifications only";
                Err(Refusal::new(StatusCode::BAD_REQUEST, text))
            }
            message => self.notify(head, &message),
        }
    }
}

impl Site {
    /// A body that cannot be read as it should be. Where only the params are wrong, it still is a request of its session,
    /// or a notification, and is answered as one: some clients end a session for a status that is an error (L-HTTP-12,
    /// L-HTTP-14).
    #[cold]
    fn malformed(self: &Arc<Self>, head: &Head, found: Malformed) -> Result<Answer, Refused> {
        // Of a modern request `params` and `_meta` have a status of their own (M-META-01).
        let wrong_params = found.error.code == RpcError::INVALID_PARAMS && found.id.is_some();
        let in_band = found.silent || (wrong_params && !(head.is_modern() && found.by_form));
        if !in_band {
            return Err(Refusal::malformed(found));
        }
        if !head.is_modern() {
            self.session(head)?;
        }
        if found.silent {
            return Ok(reply::accepted().into());
        }
        Ok(self.error(head, &found.id.unwrap_or_default(), &found.error).into())
    }

    /// An error that answers a request like any result.
    #[cold]
    pub(crate) fn error(&self, head: &Head, id: &str, error: &RpcError) -> Response<ReplyBody> {
        let mut out = Vec::new();
        write::error(&mut out, Some(id), NoId::Omit, error);
        self.one(head, out)
    }

    /// One answer, in the form that the client takes.
    pub(crate) fn one(&self, head: &Head, message: Vec<u8>) -> Response<ReplyBody> {
        self.in_form(head.accepts, head.is_modern(), message)
    }

    pub(crate) fn in_form(&self, accepts: Accepts, modern: bool, message: Vec<u8>) -> Response<ReplyBody> {
        if accepts.json {
            return reply::json(message);
        }
        let mut event = Vec::new();
        reply::format(&mut event, if modern { b"" } else { b"event: message\n" }, &message);
        reply::events(Source::Once(Some(counted(event))), self.options().http.keep_alive)
    }
}

fn healthy() -> Response<ReplyBody> {
    let mut response = Response::new(ReplyBody::full("ok"));
    response.headers_mut().insert(CONTENT_TYPE, http::HeaderValue::from_static("text/plain"));
    response
}
