//! A token that only the author's check knows: asked about when the head of a request is there, and waited for. Nobody else waits.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use http::header::{HeaderValue, RETRY_AFTER};
use http::{Method, Request, StatusCode, Uri};
use http_body::Body;
use tokio::runtime::Handle;
use tokio::time::{Sleep, sleep};

use crate::app::token::{Asking, BearerToken, TokenCheck, TokenError};
use crate::base::budget::SMALL;
use crate::base::panics;
use crate::outcome::error::Error;
use crate::transport::http::body::Reading;
use crate::transport::http::gate::guard::not_valid;
use crate::transport::http::gate::refusal::{Refusal, Refused};
use crate::transport::http::gate::tokens::Bearer;
use crate::transport::http::reply::responding::asks;
use crate::transport::http::route::{Place, Routed};
use crate::transport::http::{Head, Site};

/// After so long a client may ask again whose token could not be checked in time.
const AGAIN: Duration = Duration::from_secs(1);

/// A check of the author's. Polled and dropped inside of the runtime that the author's code belongs to.
struct Lookup {
    asking: Option<Asking>,
    home: Option<Handle>,
    /// Runs from the first time that it was not done; in the transport's runtime, since the author's may stand still.
    clock: Option<Pin<Box<Sleep>>>,
}

impl Lookup {
    fn poll(&mut self, patience: Duration, cx: &mut Context<'_>) -> Poll<Result<String, Refused>> {
        let Some(asking) = &mut self.asking else { return Poll::Pending };
        let polled = {
            let _entered = self.home.as_ref().map(Handle::enter);
            panics::guard(|| asking.as_mut().poll(cx))
        };
        Poll::Ready(match polled {
            Ok(Poll::Ready(found)) => found.map_err(refusal),
            Ok(Poll::Pending) => {
                ready!(self.clock.get_or_insert_with(|| Box::pin(sleep(patience))).as_mut().poll(cx));
                tracing::warn!("a request was refused: the check of its token took longer than {patience:?}");
                Err(refusal(TokenError::Unavailable { retry_after: AGAIN }))
            }
            Err(text) => Err(Refusal::broken(&text)),
        })
    }
}

impl Drop for Lookup {
    fn drop(&mut self) {
        let _entered = self.home.as_ref().map(Handle::enter);
        panics::discard(self.asking.take());
    }
}

fn refusal(error: TokenError) -> Refused {
    let TokenError::Unavailable { retry_after } = error else { return not_valid() };
    let text = "the bearer token cannot be checked now; try again";
    // A part of a second is one more: who comes earlier comes in vain.
    let seconds = retry_after.as_secs().saturating_add(u64::from(retry_after.subsec_nanos() > 0));
    Refusal::new(StatusCode::SERVICE_UNAVAILABLE, text).with(RETRY_AFTER, HeaderValue::from(seconds.max(1)))
}

/// A request that goes on when it is known whose its token is.
pub(crate) struct Asked {
    place: Place,
    method: Method,
    uri: Uri,
    pub(crate) head: Head,
    lookup: Lookup,
    reading: Reading,
    /// Whether the body is read meanwhile: hyper does not see a client leaving that is not read to its end.
    reads: bool,
}

impl Asked {
    pub(crate) fn new<B: Body>(
        site: &Site,
        (check, token): (&TokenCheck, Box<str>),
        (place, head): (Place, Head),
        request: &Request<B>,
    ) -> Result<Box<Self>, Refused> {
        let (method, uri) = (request.method().clone(), request.uri().clone());
        let home = site.app.home.clone();
        let token = BearerToken { text: token, method: method.clone(), path: uri.path().into() };
        let asking = {
            let _entered = home.as_ref().map(Handle::enter);
            panics::guard(|| check.ask(token)).map_err(|text| Refusal::broken(&text))?
        };
        let most = SMALL.min(site.options().http.max_body) as u64;
        let small = request.body().size_hint().upper().is_some_and(|size| size <= most);
        let reads = small && !asks(&head.headers);
        let lookup = Lookup { asking: Some(asking), home, clock: None };
        Ok(Box::new(Self { place, method, uri, head, lookup, reading: Reading::default(), reads }))
    }

    /// Is done when the check is.
    pub(crate) fn poll<B: Body>(
        &mut self,
        site: &Site,
        body: Pin<&mut B>,
        cx: &mut Context<'_>,
    ) -> Poll<Result<String, Refused>> {
        let found = self.lookup.poll(site.options().http.token_timeout, cx);
        if found.is_ready() || !self.reads {
            return found;
        }
        match ready!(self.reading.ahead(body, site.options(), cx)) {
            Ok(()) => Poll::Pending,
            Err(refused) => Poll::Ready(Err(refused)),
        }
    }

    /// Where it goes now, with what was read of its body.
    pub(crate) fn go_on(mut self, site: &Arc<Site>, found: Result<String, Refused>) -> (Routed, Reading) {
        let named = self.head.named;
        let routed = found.and_then(|name| {
            self.head.principal = Some(bearer(site, name)?);
            site.admit(self.place, (&self.method, &self.uri), self.head)
        });
        (routed.unwrap_or_else(|refused| Routed::Done(refused.response(named.is_modern()))), self.reading)
    }
}

/// Who has this name. All that the author says has it are one, whatever their tokens.
fn bearer(site: &Site, name: String) -> Result<Arc<Bearer>, Refused> {
    if name.is_empty() || name.contains(char::is_control) {
        let why =
            "a check of tokens gave a name that is empty, or has control characters: give who has the token";
        return Err(site.broken(&Error::new(why)));
    }
    // No token has a blank in it.
    let id = site.secret.token_id(format!(" {name}").as_bytes());
    Ok(Arc::new(Bearer::new(id, name)))
}
