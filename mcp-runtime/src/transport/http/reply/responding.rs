//! The answer to one request, on its way. Written by hand and small: hyper keeps room for one in every connection.

use std::convert::Infallible;
use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::header::HeaderValue;
use http::{Request, Response, StatusCode};
use http_body::Body;
use pin_project_lite::pin_project;

use crate::base::budget::Held;
use crate::base::panics;
use crate::transport::http::body::{Drain, Reading};
use crate::transport::http::gate::lookup::Asked;
use crate::transport::http::gate::refusal::{Refusal, Refused};
use crate::transport::http::gate::{cors, guard};
use crate::transport::http::listen::link::Busy;
use crate::transport::http::reply::ReplyBody;
use crate::transport::http::route::Routed;
use crate::transport::http::sessions::Held as Place;
use crate::transport::http::sse::SseSession;
use crate::transport::http::{Answer, Head, Site, heavy};

pin_project! {
    /// The future of a response of [`HttpService`](crate::HttpService).
    #[must_use = "nothing happens until it is polled"]
    pub struct ResponseFuture<B> {
        #[pin]
        body: B,
        site: Arc<Site>,
        state: State,
        // The page that may read the answer; not where it is told that it may not ask (403).
        origin: Option<Box<HeaderValue>>,
        busy: Option<Busy>,
    }
}

impl<B> std::fmt::Debug for ResponseFuture<B> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}

enum State {
    /// There was nothing to wait for.
    Done(Response<ReplyBody>),
    /// It is refused, once what the client is still sending was read.
    Refused(Box<(Response<ReplyBody>, Drain)>),
    /// Whose token it came with is asked.
    Asked(Box<Asked>),
    /// A message to `/mcp` is read.
    Post(Head, Reading),
    /// A message to the session of a stream is read.
    Message(Arc<SseSession>, Box<Head>, Reading),
    /// It waits until the stream has room for answers.
    Full(Arc<SseSession>, Box<Head>, (Bytes, Held, Place)),
    /// A call is not done.
    Later(Pin<Box<dyn Future<Output = Response<ReplyBody>> + Send>>),
    Over,
}

impl State {
    fn take(&mut self) -> Self {
        std::mem::replace(self, Self::Over)
    }

    /// What a request waits for whose head was judged.
    fn routed<B: Body>(routed: Routed, reading: Reading, (asks, body): (bool, &B)) -> Self {
        match routed {
            Routed::Done(response) if asks || reading.is_done() => Self::Done(response),
            Routed::Done(response) => Self::done(response, body),
            Routed::Post(head) => Self::Post(head, reading),
            Routed::Message(session, head) => Self::Message(session, Box::new(head), reading),
            Routed::Asked(asked) => Self::Asked(asked),
        }
    }

    /// What it waits for when its token was asked about.
    fn found<B: Body>(asked: Asked, found: Result<String, Refused>, site: &Arc<Site>, body: &B) -> Self {
        let asks = asks(&asked.head.headers);
        let (routed, reading) = asked.go_on(site, found);
        Self::routed(routed, reading, (asks, body))
    }

    /// An answer that does not depend on the body, or comes before its end.
    fn done<B: Body>(response: Response<ReplyBody>, body: &B) -> Self {
        match Drain::of(body) {
            Some(drain) => Self::Refused(Box::new((response, drain))),
            None => Self::Done(response),
        }
    }

    /// A refusal that came while the body was read.
    fn refused<B: Body>(refused: &Refusal, head: &Head, body: &B) -> Self {
        let response = refused.response(head.is_modern());
        let drains = refused.leaves_body() && !asks(&head.headers);
        if drains { Self::done(response, body) } else { Self::Done(response) }
    }
}

impl<B: Body> ResponseFuture<B> {
    /// Judges the head of a request at once.
    pub(crate) fn new(
        site: &Arc<Site>,
        mut request: Request<B>,
        peer: Option<IpAddr>,
        busy: Option<Busy>,
    ) -> Self {
        let cors = site.app.options.http.cors;
        let origin = if cors { guard::origin(request.headers()).cloned().map(Box::new) } else { None };
        let asks = asks(request.headers());
        let routed = site.route(&mut request, peer);
        let state = State::routed(routed, Reading::default(), (asks, request.body()));
        Self { body: request.into_body(), site: Arc::clone(site), state, origin, busy }
    }
}

impl<B: Body> Future for ResponseFuture<B> {
    type Output = Result<Response<ReplyBody>, Infallible>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let mut response = loop {
            match this.state {
                State::Asked(asked) => {
                    let found = ready!(asked.poll(this.site, this.body.as_mut(), cx));
                    let State::Asked(asked) = this.state.take() else { continue };
                    *this.state = State::found(*asked, found, this.site, &*this.body);
                }
                State::Post(_, reading) => {
                    let body = ready!(reading.poll(this.body.as_mut(), &this.site.app.options, cx));
                    let State::Post(head, mut reading) = this.state.take() else { continue };
                    *this.state = match body {
                        Err(refused) => State::refused(&refused, &head, &*this.body),
                        Ok(body) => read(this.site, head, (body, reading.held())),
                    };
                }
                State::Message(_, _, reading) => {
                    let body = ready!(reading.poll(this.body.as_mut(), &this.site.app.options, cx));
                    let State::Message(session, head, reading) = this.state.take() else { continue };
                    *this.state = match body {
                        Err(refused) => State::refused(&refused, &head, &*this.body),
                        Ok(body) => waiting(session, head, reading, body),
                    };
                }
                State::Full(session, ..) => {
                    ready!(session.poll_room(cx));
                    if let State::Full(session, head, kept) = this.state.take() {
                        *this.state = received(this.site, session, head, kept);
                    }
                }
                State::Refused(refused) => {
                    ready!(refused.1.poll(this.body.as_mut(), cx));
                    if let State::Refused(refused) = this.state.take() {
                        break refused.0;
                    }
                }
                State::Later(later) => {
                    break match panics::guard(|| later.as_mut().poll(cx)) {
                        Ok(polled) => ready!(polled),
                        Err(text) => Refusal::broken(&text).response(false),
                    };
                }
                State::Done(_) => {
                    if let State::Done(response) = this.state.take() {
                        break response;
                    }
                }
                State::Over => return Poll::Pending,
            }
        };
        *this.state = State::Over;
        if let Some(origin) = this.origin.take().filter(|_| response.status() != StatusCode::FORBIDDEN) {
            cors::expose(&mut response, *origin);
        }
        if let Some(busy) = this.busy.take() {
            response.body_mut().hold(busy);
        }
        Poll::Ready(Ok(response))
    }
}

/// Whether the client asks first whether to send the body: it sends nothing when it is refused.
pub(crate) fn asks(headers: &http::HeaderMap) -> bool {
    headers.contains_key(http::header::EXPECT)
}

/// A message to `/mcp` is there.
fn posted(site: &Arc<Site>, mut head: Head, body: &Bytes) -> State {
    head.size = body.len();
    let posted = panics::guard(|| site.post(&head, body));
    match posted.unwrap_or_else(|text| Err(Refusal::broken(&text))) {
        Ok(Answer::Now(response)) => State::Done(response),
        Ok(Answer::Live(live, accepts)) => {
            let site = Arc::clone(site);
            State::Later(Box::pin(async move { site.live(live, accepts).await }))
        }
        Ok(Answer::Waiting(waiting)) => {
            let site = Arc::clone(site);
            State::Later(Box::pin(async move { site.wait(waiting).await }))
        }
        Err(refused) => State::Done(refused.response(head.is_modern())),
    }
}

/// A message to `/mcp` was read. A large one takes a turn, and counts among what is held until it was taken apart.
fn read(site: &Arc<Site>, head: Head, kept: (Bytes, Held)) -> State {
    if !heavy::is_large(kept.0.len()) {
        return posted(site, head, &kept.0);
    }
    let site = Arc::clone(site);
    State::Later(Box::pin(async move {
        let state = site.turns.take(|| posted(&site, head, &kept.0)).await;
        drop(kept);
        match state {
            State::Later(later) => later.await,
            State::Done(response) => response,
            _ => Refusal::broken("a message came to nothing").response(false),
        }
    }))
}

/// A message to the session of a stream is there.
fn waiting(session: Arc<SseSession>, head: Box<Head>, mut reading: Reading, body: Bytes) -> State {
    match session.queue(&body) {
        Ok(place) => State::Full(session, head, (body, reading.held(), place)),
        Err(refused) => State::Done(refused.response(false)),
    }
}

/// The stream has room for answers. A message that is large, or would wait for one that may be, takes a turn.
fn received(
    site: &Arc<Site>,
    session: Arc<SseSession>,
    head: Box<Head>,
    kept: (Bytes, Held, Place),
) -> State {
    let site = Arc::clone(site);
    let takes_turn = heavy::is_large(kept.0.len()) || session.is_being_told();
    let receive = move |site: &Site| {
        let received = panics::guard(|| session.receive(site, &head, &kept.0));
        let received = received.unwrap_or_else(|text| Err(Refusal::broken(&text)));
        received.unwrap_or_else(|refused| refused.response(false))
    };
    if !takes_turn {
        return State::Done(receive(&site));
    }
    State::Later(Box::pin(async move { site.turns.take(|| receive(&site)).await }))
}
