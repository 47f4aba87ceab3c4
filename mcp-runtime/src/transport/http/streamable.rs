//! Streamable HTTP with sessions (2025-03-26 to 2025-11-25).

use std::cell::OnceCell;
use std::sync::Arc;
use std::task::Poll;

use http::Response;
use http::header::HeaderName;
use serde_json::value::RawValue;
use tokio::sync::Semaphore;

use crate::exec::calls;
use crate::exec::started::{Desk, Started, refusal};
use crate::outcome::Outcome;
use crate::outcome::error::RpcError;
use crate::protocol::caller::{Outlet, Via};
use crate::rpc::frame::Frame;
use crate::rpc::outbox::Outbox;
use crate::rpc::params::Params;
use crate::rpc::write::{self, NoId};
use crate::rpc::{self, Message, batch};
use crate::transport::dispatch::{self, Next, Request};
use crate::transport::http::carried::Belongs;
use crate::transport::http::gate::media::{Accepts, not_acceptable};
use crate::transport::http::gate::refusal::{Refusal, Refused};
use crate::transport::http::reply::first::First;
use crate::transport::http::reply::{self, ReplyBody, Source};
use crate::transport::http::session::HttpSession;
use crate::transport::http::sessions::{Held, too_many};
use crate::transport::http::{Answer, Head, SHARE, Site};
use crate::transport::session::too_much;

pub(crate) const SESSION_ID: HeaderName = HeaderName::from_static("mcp-session-id");
pub(crate) const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// So many calls of a batch run at once.
pub(crate) const TURNS: usize = 4;

/// A response that waits for the first thing that a call says.
pub(crate) struct Waiting {
    outbox: Arc<Outbox>,
    session: Arc<HttpSession>,
    accepts: Accepts,
}

impl Site {
    /// A request of a session.
    pub(crate) fn request(
        self: &Arc<Self>,
        head: &Head,
        request: (&str, &str, &Params<'_>),
    ) -> Result<Answer, Refused> {
        let session = self.session(head)?;
        let mut out = Vec::with_capacity(reply::USUAL);
        let id = request.0;
        let may_break = head.accepts.events && session.primes_streams();
        let outlet = Outlet::Own { outbox: OnceCell::new(), may_break, heard: head.accepts.events };
        let mut started = match self.start(head, &session, request, outlet, &mut out) {
            Ok(Some(started)) => started,
            Ok(None) => return Ok(self.one(head, out).into()),
            Err(error) => return Ok(self.error(head, id, &error).into()),
        };
        let polled = match started.begin() {
            Poll::Ready(outcome) if started.context.is_none() => {
                let answered = started.write(outcome, &mut out);
                return Ok(if answered { self.one(head, out) } else { self.no_answer() }.into());
            }
            polled => polled,
        };
        let outbox = started.context.as_ref().map(|context| Arc::clone(context.outbox())).unwrap_or_default();
        self.launch(head.size, started, polled, &desk(self, &session, &outbox), &mut out);
        if out.is_empty() {
            return Ok(Answer::Waiting(Box::new(Waiting { outbox, session, accepts: head.accepts })));
        }
        Ok(self.one(head, out).into())
    }

    /// So many calls of one session may go on.
    fn most_calls(&self) -> usize {
        let share = (self.app.options.http.max_calls / SHARE).max(1);
        self.app.options.max_in_flight.min(share)
    }

    /// What a request comes to: an answer that is written, or a call that may run.
    fn start(
        &self,
        head: &Head,
        session: &HttpSession,
        (id, method, params): (&str, &str, &Params<'_>),
        outlet: Outlet<'_>,
        out: &mut Vec<u8>,
    ) -> Result<Option<Started>, RpcError> {
        if session.calls.contains(id) {
            return Err(refusal(calls::Refused::SameId, 0));
        }
        let named = head.headers.get(SESSION_ID).map_or(Belongs::Nowhere, |id| Belongs::To(id.as_bytes()));
        let carrier = head.carrier(named);
        let via = Via { outlet, sender: head.sender(&carrier) };
        let request = Request { id, method, params };
        let Next::Run(mut started) = dispatch::settled(&self.app, &session.conn, &via, request, out)? else {
            return Ok(None);
        };
        let most = self.most_calls();
        if session.calls.waiting() >= most {
            return Err(refusal(calls::Refused::TooMany, most));
        }
        started.enter(&session.calls)?;
        Ok(Some(started))
    }

    /// Ends a call that is done, or lets it go on, if there is a place for it.
    pub(crate) fn launch(
        &self,
        size: usize,
        mut started: Started,
        polled: Poll<Outcome>,
        desk: &Desk,
        out: &mut Vec<u8>,
    ) {
        if let Poll::Ready(outcome) = polled {
            return started.done(outcome, desk, out);
        }
        let Some(place) = self.call_place(started.id(), size) else {
            let error = started.refused(refusal(calls::Refused::TooMany, self.app.options.http.max_calls));
            return write::error(out, Some(started.id()), NoId::Omit, &error);
        };
        started.keep(place);
        started.detach(desk, out);
    }

    /// A notification or a response: taken, whatever it says (L-HTTP-10, L-HTTP-12).
    pub(crate) fn notify(self: &Arc<Self>, head: &Head, message: &Message<'_>) -> Result<Answer, Refused> {
        let session = self.session(head)?;
        dispatch::unanswered(&self.app, &session.conn, &session.calls, message);
        Ok(reply::accepted().into())
    }

    /// An array of messages, where the revision has that: one event for each answer, never an array (L-HTTP-29).
    #[cold]
    pub(crate) fn batch(self: &Arc<Self>, head: &Head, body: &[u8]) -> Result<Answer, Refused> {
        if !head.headers.contains_key(SESSION_ID) {
            return Err(Refusal::malformed(batch::none_here(body)));
        }
        let session = self.session(head)?;
        if !session.revision().is_some_and(crate::protocol::revision::Revision::has_batches) {
            return Err(Refusal::malformed(batch::none_here(body)));
        }
        let items = batch::items(body).map_err(|malformed| Refusal::malformed(*malformed))?;
        let asks = |item: &&RawValue| {
            !matches!(
                rpc::read(item.get().as_bytes()),
                Ok(Message::Notification { .. } | Message::Response { .. })
            )
        };
        if !head.accepts.events && items.iter().any(asks) {
            return Err(not_acceptable("`text/event-stream`"));
        }
        let place = self.stream_place()?;
        let (outbox, turns) = (Arc::<Outbox>::default(), Arc::new(Semaphore::new(TURNS)));
        let answers = items.iter().filter(|item| self.item(head, &session, (&outbox, &turns), item)).count();
        if answers == 0 {
            return Ok(reply::accepted().into());
        }
        Ok(self.stream(&session, &outbox, answers, place)?.into())
    }

    /// One message of a batch; says whether it gets an answer, which goes into the outbox.
    fn item(
        &self,
        head: &Head,
        session: &Arc<HttpSession>,
        (outbox, turns): (&Arc<Outbox>, &Arc<Semaphore>),
        item: &RawValue,
    ) -> bool {
        let mut out = Vec::new();
        match rpc::read(item.get().as_bytes()) {
            Err(malformed) if malformed.silent => return false,
            Err(malformed) => write::error(&mut out, malformed.id.as_deref(), NoId::Null, &malformed.error),
            Ok(Message::Request { id, .. }) if outbox.is_full() => {
                write::error(&mut out, Some(id), NoId::Omit, &too_much());
            }
            Ok(Message::Request { id, method, params }) => {
                let outlet = Outlet::Shared(outbox);
                match self.start(head, session, (id, &method, &params), outlet, &mut out) {
                    Ok(Some(mut started)) => {
                        started.queue(turns);
                        let size = item.get().len();
                        self.launch(size, started, Poll::Pending, &desk(self, session, outbox), &mut out);
                    }
                    Ok(None) => {}
                    Err(error) => write::error(&mut out, Some(id), NoId::Omit, &error),
                }
            }
            Ok(message) => {
                dispatch::unanswered(&self.app, &session.conn, &session.calls, &message);
                return false;
            }
        }
        if !out.is_empty() {
            outbox.push(Frame::answer(out));
        }
        true
    }

    /// The response as a stream.
    fn stream(
        &self,
        session: &Arc<HttpSession>,
        outbox: &Arc<Outbox>,
        answers: usize,
        place: Held,
    ) -> Result<Response<ReplyBody>, Refused> {
        let options = &self.app.options.http;
        let stream = session.respond(outbox, answers, self, place).ok_or_else(|| too_many("readers"))?;
        Ok(reply::events(Source::Session(stream), options.keep_alive))
    }

    /// The response to a call that was cancelled: it has no answer (L-UTIL-05).
    pub(crate) fn no_answer(&self) -> Response<ReplyBody> {
        reply::events(Source::Once(None), self.app.options.http.keep_alive)
    }

    /// Waits until it is clear what a response will be.
    pub(crate) async fn wait(self: &Arc<Self>, waiting: Box<Waiting>) -> Response<ReplyBody> {
        let Waiting { outbox, session, mut accepts } = *waiting;
        let unread = Unread(Some(&outbox));
        loop {
            match self.first(accepts, |cx| outbox.poll_next(cx)).await {
                First::Answer(bytes) => return self.in_form(accepts, false, bytes),
                First::Nothing => return self.no_answer(),
                First::Stream(said) => {
                    said.into_iter().for_each(|said| outbox.put_back(said));
                    match self.stream_place().and_then(|place| self.stream(&session, &outbox, 1, place)) {
                        Ok(response) => {
                            unread.read_on();
                            return response;
                        }
                        // Without a stream the answer still can come; what is said before it is lost.
                        Err(_) => accepts.events = false,
                    }
                }
            }
        }
    }
}

/// A response that nobody reads any more, and is not yet a stream, cannot be come back to: its call says the rest to nobody.
struct Unread<'a>(Option<&'a Outbox>);

impl Unread<'_> {
    fn read_on(mut self) {
        self.0 = None;
    }
}

impl Drop for Unread<'_> {
    fn drop(&mut self) {
        self.0.inspect(|outbox| outbox.close());
    }
}

fn desk(site: &Site, session: &HttpSession, outbox: &Arc<Outbox>) -> Desk {
    let options = site.options();
    // Not made anew for each request: the calls are those of the session.
    Desk {
        outbox: Arc::clone(outbox),
        calls: Arc::clone(&session.calls),
        runtime: tokio::runtime::Handle::current(),
        unheard: Some(options.http.unheard_deadline),
        most: site.most_calls(),
    }
}
