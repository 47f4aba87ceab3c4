//! Who may open one more session: whether there is a place, who makes room, and how fast they may come from one address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::StatusCode;
use http::header::{HeaderValue, RETRY_AFTER};

use crate::base::rate::Rate;
use crate::transport::http::Site;
use crate::transport::http::gate::refusal::{Refusal, Refused};
use crate::transport::http::session::HttpSession;
use crate::transport::http::sessions::{self, NoSeat, Seat, network};

/// A session that was used in so many milliseconds may be somebody's who comes back at once. So many of those make room for
/// new ones, and one more each time a pause has passed; else the new one is refused.
const RECENT: u64 = 60_000;
const EVICTIONS: u32 = 1000;
const EVICTION_PAUSE: Duration = Duration::from_millis(50);

/// As many sessions as an address may have it may open at once, and as many again in this time: all clients behind one address
/// come back together when the server or their network does, and few of them ask again when they are refused. What is beyond
/// ends sessions of the same address as fast as it opens them.
const PERIOD: Duration = Duration::from_secs(50);
/// So many at least: a client that may have few sessions may still open and end them one after the other.
const FEWEST: usize = 200;

/// Addresses that may open all again are forgotten so often, when somebody comes.
const FORGET: Duration = Duration::from_secs(10);
/// So many addresses are known at once. Those beyond are not measured: what is bounded for all together holds for them too.
const MOST_ADDRESSES: usize = 10_000;

/// How fast sessions are opened.
#[derive(Debug)]
pub(crate) struct Arrivals {
    /// Who opens many sessions at once must not end all those of others.
    evictions: Mutex<Rate>,
    by_address: Mutex<ByAddress>,
}

/// When each address may open all again that it may open at once. Times are those since the start of the site.
#[derive(Debug, Default)]
struct ByAddress {
    full_at: HashMap<IpAddr, Duration>,
    forgot_at: Duration,
}

impl Default for Arrivals {
    fn default() -> Self {
        Self { evictions: Mutex::new(Rate::new(EVICTIONS, EVICTION_PAUSE)), by_address: Mutex::default() }
    }
}

impl Arrivals {
    /// Whether one more may come from this address, of which `share` may be at once. Loopback, where proxies are, is not measured.
    fn allows(&self, address: Option<IpAddr>, share: usize, now: Duration) -> bool {
        let Some(address) = address.filter(|address| !address.is_loopback()) else { return true };
        let mut by_address = self.by_address.lock().unwrap_or_else(PoisonError::into_inner);
        by_address.allows(network(address), share, now)
    }
}

impl ByAddress {
    fn allows(&mut self, address: IpAddr, share: usize, now: Duration) -> bool {
        if now.saturating_sub(self.forgot_at) >= FORGET {
            self.full_at.retain(|_, full_at| *full_at > now);
            self.full_at.shrink_to(2 * self.full_at.len());
            self.forgot_at = now;
        }
        let pause = PERIOD / u32::try_from(share.max(FEWEST)).unwrap_or(u32::MAX);
        let full_at = self.full_at.get(&address).map_or(now, |full_at| now.max(*full_at)) + pause;
        if full_at > now + PERIOD {
            return false;
        }
        if self.full_at.len() < MOST_ADDRESSES || self.full_at.contains_key(&address) {
            self.full_at.insert(address, full_at);
        }
        true
    }
}

impl Site {
    /// A place for one more session. Where all are taken, the one that was idle longest makes room; who has its share takes
    /// nothing from others, but its own that was idle longest.
    pub(crate) fn seat(&self, address: Option<IpAddr>) -> Result<Seat, Refused> {
        let options = &self.options().http;
        if !self.arrivals.allows(address, options.max_sessions_per_address, self.start.elapsed()) {
            return Err(too_fast());
        }
        let seat = self.census.seat(address, options);
        let idle = match seat {
            Err(NoSeat::Full) => self.idlest(),
            Err(NoSeat::Share) => self.sessions.take_least(|session| {
                session.idle_since().filter(|_| address.is_some_and(|address| session.is_from(address)))
            }),
            Ok(seat) => return Ok(seat),
        };
        let Some(idle) = idle else { return Err(sessions::too_many("sessions")) };
        idle.close();
        drop(idle);
        self.census.seat(address, options).map_err(|_| sessions::too_many("sessions"))
    }

    /// Takes out the session that was idle longest. Of those that were used not long ago only so many go at a time.
    fn idlest(&self) -> Option<Arc<HttpSession>> {
        let long_ago = self.now().saturating_sub(RECENT);
        let stale = |session: &HttpSession| session.idle_since().filter(|since| *since < long_ago);
        self.sessions.take_least(stale).or_else(|| {
            let may = self.arrivals.evictions.lock().unwrap_or_else(PoisonError::into_inner).allows();
            may.then(|| self.sessions.take_least(HttpSession::idle_since)).flatten()
        })
    }
}

/// A pause is shorter than a second.
#[cold]
fn too_fast() -> Refused {
    let text = "this address opens sessions too fast; use the one that there is, or try again in a second";
    Refusal::new(StatusCode::TOO_MANY_REQUESTS, text).with(RETRY_AFTER, HeaderValue::from_static("1"))
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;
    use std::task::{Context, Poll, Waker};

    use http::{Request, Response};
    use http_body::Body;

    use super::*;
    use crate::app::App;
    use crate::app::options::Options;
    use crate::author::table::{Server, Table};
    use crate::protocol::lifecycle::Info;
    use crate::transport::http::reply::ReplyBody;
    use crate::transport::http::reply::responding::ResponseFuture;

    const SECOND: Duration = Duration::from_secs(1);

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    /// How many of 10,000 are let in at this moment.
    fn let_in(arrivals: &Arrivals, text: &str, now: Duration) -> usize {
        (0..10_000).filter(|_| arrivals.allows(Some(address(text)), 1000, now)).count()
    }

    #[test]
    fn as_many_as_an_address_may_have_and_then_twenty_a_second() {
        let arrivals = Arrivals::default();
        assert_eq!(let_in(&arrivals, "192.0.2.1", SECOND), 1000);
        assert_eq!(let_in(&arrivals, "192.0.2.2", SECOND), 1000, "another one");
        assert_eq!(let_in(&arrivals, "192.0.2.1", 2 * SECOND), 20);
        assert_eq!(let_in(&arrivals, "192.0.2.1", 5 * SECOND), 60);
        assert_eq!(let_in(&arrivals, "192.0.2.1", 500 * SECOND), 1000, "no more for a long rest");
        let few = (0..1000).filter(|_| arrivals.allows(Some(address("192.0.2.9")), 1, SECOND)).count();
        assert_eq!(few, FEWEST);
        assert!((0..2_000_000).all(|_| arrivals.allows(Some(address("192.0.2.10")), usize::MAX, SECOND)));
    }

    #[test]
    fn who_is_measured() {
        let arrivals = Arrivals::default();
        assert_eq!(let_in(&arrivals, "2001:db8::1", SECOND), 1000);
        assert_eq!(let_in(&arrivals, "2001:db8::2:3", SECOND), 0, "the same network");
        assert_eq!(let_in(&arrivals, "2001:db8:0:1::1", SECOND), 1000);
        for loopback in ["127.0.0.1", "::1"] {
            assert_eq!(let_in(&arrivals, loopback, SECOND), 10_000, "{loopback}");
        }
        assert!((0..10_000).all(|_| arrivals.allows(None, 1, SECOND)), "a service that somebody else serves");
    }

    #[test]
    fn addresses_are_forgotten() {
        let mut rates = ByAddress::default();
        let other = |n: u32| IpAddr::from(n.to_be_bytes());
        let all = 2 * u32::try_from(MOST_ADDRESSES).expect("a number");
        assert!((1..all).all(|n| rates.allows(other(n), 1000, SECOND)));
        assert_eq!(rates.full_at.len(), MOST_ADDRESSES);
        assert!((0..1000).filter(|_| rates.allows(other(1), 1000, SECOND)).count() == 999, "known ones are");
        assert!(rates.allows(other(2), 1000, 20 * SECOND));
        assert_eq!(rates.full_at.len(), 2);
        assert!(rates.full_at.capacity() < 100);
    }

    fn site() -> Arc<Site> {
        struct Nothing;
        impl Server for Nothing {
            const TABLE: &'static Table<Self> =
                &Table { info: Info::new("nothing", "0"), marked: &[], included: &[] };
        }
        let mut options = Options::default();
        options.http.max_sessions_per_address = 3;
        Site::new(App::new(Nothing, options).expect("a server"), None).expect("a site")
    }

    fn asked(
        site: &Arc<Site>,
        request: http::request::Builder,
        body: &str,
        from: &str,
    ) -> Response<ReplyBody> {
        let accept = "application/json, text/event-stream";
        let request = request.header("host", "localhost").header("accept", accept);
        let request = request.header("content-type", "application/json");
        let request = request.body(ReplyBody::full(body.to_owned())).expect("a request");
        let mut response = std::pin::pin!(ResponseFuture::new(site, request, Some(address(from)), None));
        match response.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Ok(response)) => response,
            Poll::Pending => panic!("there is something to wait for"),
        }
    }

    fn text(response: Response<ReplyBody>) -> String {
        let mut body = response.into_body();
        match Pin::new(&mut body).poll_frame(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Some(Ok(frame))) => {
                String::from_utf8(frame.into_data().expect("data").into()).expect("text")
            }
            other => panic!("no text: {other:?}"),
        }
    }

    #[test]
    fn who_comes_too_fast_is_told_so() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
        let _entered = runtime.enter();
        let site = site();
        let open = |from: &str| {
            let body = r#"{"jsonrpc":"2.0","id":7,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}"#;
            asked(&site, Request::post("/mcp"), body, from)
        };
        // More than the share: its own make room. Some come back while this runs, but few.
        let refused = (0..10 * FEWEST).map(|_| open("192.0.2.1")).find(|response| response.status() != 200);
        let refused = refused.expect("one that comes too fast");
        assert_eq!(
            (refused.status().as_u16(), &refused.headers()[RETRY_AFTER]),
            (429, &HeaderValue::from_static("1"))
        );
        let expected = r#"{"jsonrpc":"2.0","id":7,"error":{"code":-32600,"message":"this address opens sessions too fast; use the one that there is, or try again in a second"}}"#;
        assert_eq!(text(refused), expected);
        // Streams of HTTP+SSE are sessions too.
        let stream = |from: &str| asked(&site, Request::get("/sse"), "", from).status().as_u16();
        assert_eq!((0..10 * FEWEST).map(|_| stream("192.0.2.2")).find(|status| *status != 200), Some(429));
        assert_eq!((open("192.0.2.3").status().as_u16(), stream("192.0.2.3")), (200, 200));
        assert!((0..10 * FEWEST).all(|_| open("127.0.0.1").status() == 200));
    }
}
