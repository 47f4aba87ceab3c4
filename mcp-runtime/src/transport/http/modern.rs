//! Requests that stand for themselves (2026-07-28): no session, headers that repeat the body, and a call that lives no
//! longer than its response.

use std::cell::OnceCell;
use std::sync::Arc;
use std::task::Poll;

use http::{Response, StatusCode};

use crate::app::conn::Conn;
use crate::outcome::error::RpcError;
use crate::protocol::caller::{self, Caller, Outlet, Via};
use crate::protocol::topic::Topic;
use crate::rpc::params::Params;
use crate::transport::dispatch::{self, Next, Request};
use crate::transport::http::carried::Belongs;
use crate::transport::http::gate::media::{Accepts, not_acceptable};
use crate::transport::http::gate::mirror;
use crate::transport::http::gate::refusal::{Refusal, Refused};
use crate::transport::http::reply::first::First;
use crate::transport::http::reply::live::Live;
use crate::transport::http::reply::subscription::Listener;
use crate::transport::http::reply::{self, ReplyBody, Source};
use crate::transport::http::sessions::too_many;
use crate::transport::http::{Answer, Head, Site};

impl Site {
    /// Answers a request that makes a claim, or whose header does.
    pub(crate) fn modern(
        self: &Arc<Self>,
        head: &Head,
        (id, method, params): (&str, &str, &Params<'_>),
    ) -> Result<Answer, Refused> {
        let bad = |error| Refusal::of(StatusCode::BAD_REQUEST, error, Some(id));
        mirror::version(head, &params.meta).map_err(bad)?;
        let outlet = Outlet::Own { outbox: OnceCell::new(), may_break: false, heard: head.accepts.events };
        let carrier = head.carrier(Belongs::Nowhere);
        let via = Via { outlet, sender: head.sender(&carrier) };
        let caller = match Caller::claimed(&params.meta, &via).unwrap_or_else(|| Err(caller::no_claim())) {
            Ok(caller) => caller,
            // Only a member that is missing has a status of its own (M-META-01).
            Err(error) if caller::is_complete(&params.meta) && error.code == RpcError::INVALID_PARAMS => {
                return Ok(self.error(head, id, &error).into());
            }
            Err(error) => return Err(bad(error)),
        };
        mirror::method_and_name(head, method, params).map_err(bad)?;
        if method == "tools/call" {
            mirror::arguments(head, &self.app.catalog(), &caller, params).map_err(bad)?;
        }
        let mut out = Vec::with_capacity(reply::USUAL);
        let request = Request { id, method, params };
        match dispatch::request(&self.app, None, Some(&caller), request, &mut out) {
            Ok(Next::Answered) => Ok(self.one(head, out).into()),
            Ok(Next::Run(mut started)) => {
                let outcome = match started.begin() {
                    Poll::Ready(outcome) if started.settles_silently() => {
                        let lacking = outcome.is_of_lacking();
                        started.call.answer(id, outcome, &mut out);
                        return Ok(of_lacking(lacking, self.one(head, out)).into());
                    }
                    Poll::Ready(outcome) => Some(outcome),
                    Poll::Pending => None,
                };
                let bearer = head.principal.as_deref();
                // A call that is done needs no place.
                let place = self.call_place(id, head.size);
                if outcome.is_none() && place.is_none() {
                    started.call.span.failed(StatusCode::SERVICE_UNAVAILABLE.as_str());
                    return Err(too_many("calls"));
                }
                Ok(Answer::Live(Box::new(Live::new(started, outcome, place, bearer)), head.accepts))
            }
            Ok(Next::Listen { topics }) => self.subscribe(head, id, topics),
            Err(error) if error.code == RpcError::METHOD_NOT_FOUND => {
                Err(Refusal::of(StatusCode::NOT_FOUND, error, Some(id)))
            }
            Err(error) if error.code == RpcError::MISSING_CAPABILITY => Err(bad(error)),
            // What came so far is an answer like any other (AMB-04).
            Err(error) => Ok(self.error(head, id, &error).into()),
        }
    }

    fn subscribe(self: &Arc<Self>, head: &Head, id: &str, topics: Vec<Topic>) -> Result<Answer, Refused> {
        if !head.accepts.events {
            return Err(not_acceptable("`text/event-stream`"));
        }
        let options = &self.app.options;
        let place = self.stream_place()?;
        let conn = Arc::new(Conn::new());
        if let Some(bearer) = &head.principal {
            conn.belong(bearer.revoked());
        }
        self.app.join(&conn);
        let listener = Listener::new(conn, id, topics, place, options.max_held);
        let listener = listener.ok_or_else(|| too_many("subscriptions to long URIs"))?;
        Ok(reply::lasting(Source::Listen(listener), options.http.keep_alive).into())
    }

    /// Waits until it is clear what a response will be. When the client leaves, this is dropped, and the call with it.
    pub(crate) async fn live(&self, mut live: Box<Live>, accepts: Accepts) -> Response<ReplyBody> {
        match self.first(accepts, |cx| live.poll_next(cx)).await {
            First::Answer(bytes) => of_lacking(live.is_of_lacking(), self.in_form(accepts, true, bytes)),
            First::Nothing => self.no_answer(),
            First::Stream(said) => {
                said.into_iter().for_each(|said| live.put_back(said));
                reply::events(Source::Live(live), self.options().http.keep_alive)
            }
        }
    }
}

/// That a client lacks something has a status of its own, where that is not sent already (M-META-04).
fn of_lacking(lacking: bool, mut response: Response<ReplyBody>) -> Response<ReplyBody> {
    if lacking {
        *response.status_mut() = StatusCode::BAD_REQUEST;
    }
    response
}
