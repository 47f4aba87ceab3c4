//! `/inspect`: a page on which a person tries the server. It is a client as any other, made of the files beside this one, and it is there
//! only where [`HttpOptions::inspect`](crate::HttpOptions::inspect) asks for it, on loopback.

use std::sync::Arc;

use bytes::Bytes;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, LOCATION, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::app::options::HttpOptions;
use crate::outcome::error::Error;
use crate::protocol::revision::Revision;
use crate::transport::http::gate::refusal::{Refusal, Refused};
use crate::transport::http::gate::tokens::Bearer;
use crate::transport::http::listen::address::Address;
use crate::transport::http::reply::{JSON, ReplyBody};
use crate::transport::http::streamable::SESSION_ID;
use crate::transport::http::{Head, Site};

/// Where the page is; what it is made of lies below.
pub(crate) const PATH: &str = "/inspect";

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";

/// The files, by what comes after [`PATH`].
const FILES: [(&str, &str, &str); 11] = [
    ("", HTML, include_str!("page.html")),
    ("/style.css", CSS, include_str!("style.css")),
    ("/main.js", JS, include_str!("main.js")),
    ("/dom.js", JS, include_str!("dom.js")),
    ("/wire.js", JS, include_str!("wire.js")),
    ("/eras.js", JS, include_str!("eras.js")),
    ("/form.js", JS, include_str!("form.js")),
    ("/show.js", JS, include_str!("show.js")),
    ("/items.js", JS, include_str!("items.js")),
    ("/ask.js", JS, include_str!("ask.js")),
    ("/side.js", JS, include_str!("side.js")),
];

/// Nothing but what is served here, no frame around it, and no text that becomes a script. Pictures and sounds are in answers.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; media-src data:; \
     form-action 'none'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

const HEADERS: [(HeaderName, &str); 6] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// The page makes calls for whoever reaches it, so only this machine may.
pub(crate) fn check(options: &HttpOptions, address: Option<&Address>) -> Result<(), Error> {
    if !options.inspect || address.is_some_and(Address::is_local) {
        return Ok(());
    }
    Err(Error::usage(match address {
        Some(_) => {
            "`--inspect` lets anybody who reaches it call tools: serve it on loopback only, as with `--http :3000`, or leave it out"
        }
        None => {
            "`HttpOptions::inspect` lets anybody who reaches it call tools, and who reaches a service that is mounted is not known: \
             serve it with `serve_http` on loopback, or leave it out"
        }
    }))
}

/// Whether a path is the page's, or of something that it is made of.
pub(crate) fn has(path: &str) -> bool {
    path.strip_prefix(PATH).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether a path is for who has a token, where there are tokens.
pub(crate) fn is_closed(path: &str) -> bool {
    path.strip_prefix(PATH) == Some("/sessions")
}

impl Site {
    /// A request to the page, or to what it is made of.
    pub(crate) fn inspect(&self, path: &str, method: &Method) -> Result<Response<ReplyBody>, Refused> {
        if !matches!(*method, Method::GET | Method::HEAD) {
            return Err(Refusal::method_not_allowed("GET, HEAD"));
        }
        let file = path.strip_prefix(PATH).unwrap_or_default();
        match file {
            "/about" => return Ok(json(&self.about())),
            // What the page is made of is named beside it.
            "/" => {
                let mut response = with_headers(ReplyBody::empty());
                *response.status_mut() = StatusCode::PERMANENT_REDIRECT;
                response.headers_mut().insert(LOCATION, HeaderValue::from_static("../inspect"));
                return Ok(response);
            }
            _ => {}
        }
        let Some((_, kind, text)) = FILES.iter().find(|(name, ..)| *name == file) else {
            return Err(Refusal::new(
                StatusCode::NOT_FOUND,
                "there is nothing at this path; the page is at /inspect",
            ));
        };
        let mut response = with_headers(ReplyBody::full(Bytes::from_static(text.as_bytes())));
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        Ok(response)
    }

    /// The sessions that whoever opened the page may see.
    pub(crate) fn inspect_sessions(&self, head: &Head) -> Response<ReplyBody> {
        json(&self.census_of(head.principal.as_ref(), &head.headers))
    }

    /// What the page has to know before it can ask the server. Everybody may read it.
    fn about(&self) -> Value {
        let revisions: Vec<Value> = Revision::ALL
            .iter()
            .rev()
            .filter(|revision| revision.has_http())
            .map(|revision| json!({ "version": revision.as_str(), "modern": revision.is_modern() }))
            .collect();
        json!({
            "name": self.app.info.name,
            "version": self.app.info.version,
            "path": self.options().http.path,
            "tokens": self.guard.asks(),
            "revisions": revisions,
        })
    }

    /// The sessions of the same token, the one used last first. Their ids are secrets and stay here.
    fn census_of(&self, principal: Option<&Arc<Bearer>>, headers: &HeaderMap) -> Value {
        let own =
            headers.get(SESSION_ID).and_then(|id| id.to_str().ok()).and_then(|id| self.sessions.get(id));
        let now = self.now();
        let of = |session: &super::HttpSession| {
            let agreed = session.conn.agreed();
            let idle = session.idle_since().map_or(0, |since| now.saturating_sub(since));
            let shown = json!({
                "client": agreed.and_then(|agreed| agreed.client.as_ref()),
                "revision": session.revision().map(Revision::as_str),
                "idle": idle,
                "calls": session.calls.count(),
                "streams": session.open_streams(),
                "own": own.as_deref().is_some_and(|own| std::ptr::eq(own, session)),
            });
            session.is_of(principal).then_some((idle, shown))
        };
        let mut sessions: Vec<(u64, Value)> = self.sessions.map(of).into_iter().flatten().collect();
        sessions.sort_by_key(|(idle, _)| *idle);
        let streams = self.sse_sessions.map(|session| session.is_of(principal));
        json!({
            "sessions": sessions.into_iter().map(|(_, shown)| shown).collect::<Vec<_>>(),
            "sse": streams.into_iter().filter(|own| *own).count(),
        })
    }
}

fn json(value: &Value) -> Response<ReplyBody> {
    let mut response = with_headers(ReplyBody::full(value.to_string()));
    response.headers_mut().insert(CONTENT_TYPE, JSON);
    response
}

fn with_headers(body: ReplyBody) -> Response<ReplyBody> {
    let mut response = Response::new(body);
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_paths() {
        for (path, is) in [
            ("/inspect", true),
            ("/inspect/", true),
            ("/inspect/main.js", true),
            ("/inspector", false),
            ("/", false),
            ("/a/inspect", false),
        ] {
            assert_eq!(has(path), is, "{path}");
        }
    }

    /// The policy lets nothing else in, so whatever a file names has to be here.
    #[test]
    fn what_the_files_name_is_served() {
        let served = |name: &str| FILES.iter().any(|(file, ..)| *file == format!("/{name}"));
        let mut seen = 0;
        for (_, _, text) in FILES {
            let imports = text.split(" from \"./").skip(1).chain(text.split("=\"inspect/").skip(1));
            for name in imports.filter_map(|rest| rest.split('"').next()) {
                assert!(served(name), "{name}");
                seen += 1;
            }
            assert!(!text.contains("innerHTML") && !text.contains(" style=") && !text.contains("eval("));
            assert!(text.lines().count() <= 600);
        }
        assert!(seen > 10, "{seen}");
    }
}
