//! Who may ask at all: `Host`, `Origin`, bearer tokens. Checked on every route, before anything of a request is read.

use std::net::IpAddr;
use std::sync::Arc;

use http::header::{AUTHORIZATION, COOKIE, Entry, HOST, HeaderName, HeaderValue, ORIGIN, WWW_AUTHENTICATE};
use http::{HeaderMap, StatusCode, Uri, Version};

use crate::app::options::HttpOptions;
use crate::app::token::TokenCheck;
use crate::outcome::error::Error;
use crate::schema::describe::cut;
use crate::transport::http::gate::check;
use crate::transport::http::gate::refusal::{Refusal, Refused};
use crate::transport::http::gate::secret::Secret;
use crate::transport::http::gate::tokens::{Bearer, Tokens};
use crate::transport::http::listen::address::Address;

const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// What is let in.
#[derive(Debug)]
pub(crate) struct Guard {
    hosts: Vec<Box<str>>,
    any_host: bool,
    /// Any IP address is a fine `Host`: the server listens on all, and a foreign name that points here is none.
    any_ip: bool,
    origins: Vec<Box<str>>,
    any_origin: bool,
    pub(crate) tokens: Tokens,
    /// Who is asked about other tokens.
    check: Option<TokenCheck>,
}

/// Who sent a request, as far as its token says.
pub(crate) enum Sent<'a> {
    /// Anybody, where no tokens are asked for; else whose token it is.
    By(Option<Arc<Bearer>>),
    /// The author's check has to say it.
    Unknown(&'a TokenCheck, Box<str>),
}

impl Guard {
    /// The guard of a server on this address, or of one behind a listener that is not ours.
    pub(crate) fn new(
        options: &HttpOptions,
        address: Option<&Address>,
        secret: &Secret,
    ) -> Result<Self, Error> {
        let mut hosts: Vec<Box<str>> = LOOPBACK.map(Into::into).into();
        // What is no host or no origin was refused before.
        hosts.extend(options.allow_hosts.iter().filter_map(|host| check::host(host).ok()).map(Into::into));
        if let Some(host) = address.and_then(|address| address.host.as_deref()) {
            hosts.push(host.to_ascii_lowercase().into());
        }
        Ok(Self {
            any_host: options.allow_hosts.iter().any(|host| host == "*"),
            hosts,
            any_ip: address.is_some_and(Address::is_unspecified),
            origins: options
                .allow_origins
                .iter()
                .filter_map(|origin| check::origin(origin).ok())
                .map(Into::into)
                .collect(),
            any_origin: options.allow_origins.iter().any(|origin| origin == "*"),
            tokens: Tokens::new(options, secret)?,
            check: options.token_check.clone(),
        })
    }

    /// Checks where a request wants to go and which page it comes from (L-HTTP-02 to 04, M-HTTP-02).
    pub(crate) fn check(&self, uri: &Uri, version: Version, headers: &HeaderMap) -> Result<(), Refused> {
        let host = self.host(uri, version, headers)?;
        let mut origins = headers.get_all(ORIGIN).iter();
        match (origins.next(), origins.next()) {
            (None, _) => Ok(()),
            (Some(origin), None) if self.allows_origin(origin, host) => Ok(()),
            (Some(origin), _) => {
                let origin = String::from_utf8_lossy(origin.as_bytes());
                let origin = cut(&origin);
                let text =
                    format!("web pages of {origin} may not call; allow them with `--allow-origin {origin}`");
                Err(Refusal::new(StatusCode::FORBIDDEN, text))
            }
        }
    }

    /// The `Host` of a request, when it is one of ours. Where the request line has an authority, that counts too.
    fn host<'a>(&self, uri: &'a Uri, version: Version, headers: &'a HeaderMap) -> Result<&'a str, Refused> {
        let bad = |text: &str| Refusal::new(StatusCode::BAD_REQUEST, text);
        let authority = uri.authority().map(http::uri::Authority::as_str);
        let mut found = headers.get_all(HOST).iter();
        let header = match (found.next(), found.next()) {
            (Some(host), None) => Some(host.to_str().map_err(|_| bad("`Host` is no host"))?),
            (None, _) if version >= Version::HTTP_2 || version <= Version::HTTP_10 => None,
            (None, _) => return Err(bad("`Host` is missing")),
            (Some(_), Some(_)) => return Err(bad("there are two `Host` headers")),
        };
        for host in authority.iter().chain(&header) {
            if host.contains('@') || host.is_empty() {
                return Err(bad("`Host` is no host"));
            }
            if !self.allows_host(name(host)) {
                let name = cut(name(host));
                let text =
                    format!("the host `{name}` is not served here; allow it with `--allow-host {name}`");
                return Err(Refusal::new(StatusCode::FORBIDDEN, text));
            }
        }
        Ok(header.or(authority).unwrap_or_default())
    }

    fn allows_host(&self, name: &str) -> bool {
        self.any_host
            || self.hosts.iter().any(|host| host.eq_ignore_ascii_case(name))
            || (self.any_ip && is_ip(name))
    }

    fn allows_origin(&self, origin: &HeaderValue, host: &str) -> bool {
        if self.any_origin {
            return true;
        }
        let Ok(origin) = origin.to_str() else { return false };
        if self.origins.iter().any(|allowed| allowed.eq_ignore_ascii_case(origin)) {
            return true;
        }
        let Some((_, authority)) = origin.split_once("://") else { return false };
        // A page of the same host, and on loopback any page of this machine.
        authority.eq_ignore_ascii_case(host) || (is_loopback(name(authority)) && is_loopback(name(host)))
    }

    /// Whether callers need a token.
    pub(crate) fn asks(&self) -> bool {
        !self.tokens.is_empty() || self.check.is_some()
    }

    /// Checks the bearer token (L-AUTH-01, L-AUTH-08). Gives whose it is; sessions belong to it.
    pub(crate) fn authenticate(&self, headers: &HeaderMap) -> Result<Sent<'_>, Refused> {
        if !self.asks() {
            return Ok(Sent::By(None));
        }
        let mut found = headers.get_all(AUTHORIZATION).iter();
        let (Some(header), None) = (found.next(), found.next()) else {
            return Err(challenge("a bearer token is needed: `Authorization: Bearer …`", "Bearer"));
        };
        let (scheme, token) =
            header.to_str().ok().and_then(|text| text.split_once(' ')).ok_or_else(not_valid)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(not_valid());
        }
        let token = token.trim();
        match (self.tokens.find(token.as_bytes()), &self.check) {
            (Some(bearer), _) => Ok(Sent::By(Some(bearer))),
            (None, Some(check)) if is_token(token) => Ok(Sent::Unknown(check, token.into())),
            (None, _) => Err(not_valid()),
        }
    }
}

/// Whether nobody has to be asked to say that it is none (RFC 6750, 2.1).
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic())
}

fn challenge(text: &str, challenge: &'static str) -> Refused {
    Refusal::new(StatusCode::UNAUTHORIZED, text).with(WWW_AUTHENTICATE, HeaderValue::from_static(challenge))
}

/// The refusal of a token that is none, or no more.
pub(crate) fn not_valid() -> Refused {
    challenge("the bearer token is not valid", "Bearer error=\"invalid_token\"")
}

/// A host without its port.
fn name(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

fn is_loopback(name: &str) -> bool {
    LOOPBACK.iter().any(|host| host.eq_ignore_ascii_case(name))
}

fn is_ip(name: &str) -> bool {
    name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().is_ok()
}

/// The origin of a page that may be told what it may do.
pub(crate) fn origin(headers: &HeaderMap) -> Option<&HeaderValue> {
    headers.get(ORIGIN)
}

/// The value of a header that may stand only once.
pub(crate) fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a [u8]>, ()> {
    let mut found = headers.get_all(name).iter();
    match (found.next(), found.next()) {
        (value, None) => Ok(value.map(HeaderValue::as_bytes)),
        _ => Err(()),
    }
}

/// The headers for a tool: when it logs them, it logs no secrets.
pub(crate) fn hushed(mut headers: HeaderMap) -> HeaderMap {
    for name in [AUTHORIZATION, COOKIE] {
        if let Entry::Occupied(mut values) = headers.entry(name) {
            values.iter_mut().for_each(|value| value.set_sensitive(true));
        }
    }
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    /// M-AUTH-16, L-AUTH-16
    #[test]
    fn no_log_shows_secrets_of_headers() {
        let mut headers = HeaderMap::new();
        for (name, value) in
            [(AUTHORIZATION, "Bearer one"), (COOKIE, "two"), (COOKIE, "three"), (HOST, "four")]
        {
            headers.append(name, HeaderValue::from_static(value));
        }
        let shown = format!("{:?}", hushed(headers));
        assert!(
            shown.contains("four") && !["one", "two", "three"].iter().any(|secret| shown.contains(secret)),
            "{shown}"
        );
    }

    fn guard(address: Option<&str>, change: impl FnOnce(&mut HttpOptions)) -> Guard {
        let mut options = HttpOptions::default();
        change(&mut options);
        let address = address.map(|text| Address::parse(text).expect("an address"));
        Guard::new(&options, address.as_ref(), &Secret::new(&HttpOptions::default()).expect("randomness"))
            .expect("a guard")
    }

    fn status(guard: &Guard, host: &str, origin: Option<&str>) -> u16 {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, host.parse().expect("a value"));
        if let Some(origin) = origin {
            headers.insert(ORIGIN, origin.parse().expect("a value"));
        }
        let checked = guard.check(&Uri::from_static("/mcp"), Version::HTTP_11, &headers);
        checked.map_or_else(|refused| refused.response(false).status().as_u16(), |()| 200)
    }

    #[test]
    fn loopback_serves_its_own_names() {
        let guard = guard(Some(":3000"), |_| {});
        for (host, origin, expected) in [
            ("localhost:3000", None, 200),
            ("LOCALHOST", None, 200),
            ("[::1]:3000", Some("http://[::1]:3000"), 200),
            ("127.0.0.1:1", Some("http://localhost:5173"), 200),
            ("evil.example", None, 403),
            ("localhost.evil.example", None, 403),
            ("127.0.0.1.evil.example:3000", None, 403),
            ("192.0.2.1:3000", None, 403),
            ("user@localhost", None, 400),
            ("localhost", Some("null"), 403),
            ("localhost", Some("http://evil.example"), 403),
            ("localhost", Some("http://localhost.evil.example"), 403),
        ] {
            assert_eq!(status(&guard, host, origin), expected, "{host} {origin:?}");
        }
    }

    #[test]
    fn a_public_address_serves_its_name_and_what_is_allowed() {
        let named = guard(Some("127.0.0.2:3000"), |options| {
            options.allow_hosts.push("MCP.example".into());
            options.allow_origins.push("https://app.example/".into());
        });
        for (host, origin, expected) in [
            ("127.0.0.2:3000", None, 200),
            ("mcp.example", None, 200),
            ("mcp.example", Some("https://app.example"), 200),
            ("mcp.example", Some("https://mcp.example"), 200),
            ("mcp.example", Some("http://localhost"), 403),
            ("other.example", None, 403),
        ] {
            assert_eq!(status(&named, host, origin), expected, "{host} {origin:?}");
        }
        let everywhere = guard(Some("0.0.0.0:3000"), |_| {});
        assert_eq!(status(&everywhere, "192.0.2.7:3000", None), 200);
        assert_eq!(status(&everywhere, "[2001:db8::1]", None), 200);
        assert_eq!(status(&everywhere, "evil.example", None), 403);
        let open = guard(None, |options| {
            options.allow_hosts.push("*".into());
            options.allow_origins.push("*".into());
        });
        assert_eq!(status(&open, "evil.example", Some("null")), 200);
    }

    #[test]
    fn tokens_are_told_apart() {
        let guard = guard(None, |options| *options = HttpOptions::default().tokens(["one", "bob two"]));
        let asked = |value: Option<&str>| {
            let mut headers = HeaderMap::new();
            value.map(|value| headers.insert(AUTHORIZATION, value.parse().expect("a value")));
            match guard.authenticate(&headers).ok()? {
                Sent::By(caller) => caller.map(|caller| caller.name.0.to_string()),
                Sent::Unknown(..) => None,
            }
        };
        assert_eq!(asked(Some("Bearer one")), Some("token 1".into()));
        assert_eq!(asked(Some("bearer  two ")), Some("bob".into()));
        for wrong in [None, Some("Bearer"), Some("Bearer three"), Some("Basic one"), Some("one")] {
            assert_eq!(asked(wrong), None, "{wrong:?}");
        }
    }
}
