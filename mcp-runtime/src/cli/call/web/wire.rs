//! One request over HTTP, on a connection of its own. Nothing is redirected, and no proxy is asked.
//!
//! *Invariant: no error has a header in it, nor more of an address than scheme, host and port*: the rest may be a secret.

use std::time::Duration;

use http::{HeaderMap, HeaderValue, Method, Request, Response, Uri, header};
use hyper::body::Incoming;
use tokio::net::TcpStream;
use tokio::time::timeout;

#[cfg(feature = "tls")]
use super::tls;
use crate::cli::request::{send, whole};
use crate::outcome::error::chain;

/// So long a connection may take.
const CONNECTING: Duration = Duration::from_secs(10);
/// So large a body may be that is no stream.
const MOST: usize = 256 << 20;

/// Where a request goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    secure: bool,
    /// Whether its certificate counts.
    known: bool,
    /// Host and port, as they are written.
    authority: String,
    host: String,
    port: u16,
    /// With its query.
    path: String,
}

impl Target {
    /// Reads an address. Err: what is wrong with it, without it.
    pub(super) fn parse(url: &str) -> Result<Self, &'static str> {
        let form = "is no address: write one such as `http://127.0.0.1:3000/mcp`";
        let uri: Uri = url.parse().map_err(|_| form)?;
        let secure = match uri.scheme_str() {
            Some("http") => false,
            Some("https") if cfg!(feature = "tls") => true,
            Some("https") => {
                return Err(
                    "is https, which this program was built without: build it with the feature `tls` of mcp-runtime",
                );
            }
            _ => return Err(form),
        };
        let authority = uri.authority().ok_or(form)?;
        if authority.as_str().contains('@') {
            return Err("has a user in it: write `--header 'Authorization: Basic …'` instead");
        }
        let host = authority.host().trim_start_matches('[').trim_end_matches(']').to_owned();
        let port = match (authority.port(), secure) {
            (Some(port), _) => port.as_u16(),
            (None, true) => 443,
            (None, false) => 80,
        };
        let path = uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        Ok(Self { secure, known: true, authority: authority.to_string(), host, port, path })
    }

    /// The same, whoever answers there.
    pub(super) fn of_anyone(self) -> Self {
        Self { known: false, ..self }
    }

    /// What `reference` means on a page of this address; only what is of the same server.
    pub(super) fn join(&self, reference: &str) -> Option<Self> {
        let path = if reference.contains("://") {
            let other = Self::parse(reference).ok()?;
            let is_same = (other.secure, &*other.host, other.port) == (self.secure, &*self.host, self.port);
            return is_same.then_some(other);
        } else if reference.starts_with("//") {
            return None;
        } else if reference.starts_with('/') {
            reference.to_owned()
        } else {
            let path = self.path.split('?').next().unwrap_or_default();
            if reference.starts_with('?') {
                format!("{path}{reference}")
            } else {
                format!("{}/{reference}", path.rsplit_once('/').map_or("", |(folder, _)| folder))
            }
        };
        path.parse::<Uri>().is_ok().then(|| Self { path, ..self.clone() })
    }

    /// The server, as errors name it.
    pub(super) fn origin(&self) -> String {
        format!("{}://{}", if self.secure { "https" } else { "http" }, self.authority)
    }

    /// Sends a request, and gives the head of its response.
    pub(super) async fn ask(
        &self,
        method: Method,
        headers: HeaderMap,
        body: String,
    ) -> Result<Response<Incoming>, String> {
        let mut request = Request::new(body);
        *request.method_mut() = method;
        *request.uri_mut() =
            self.path.parse().map_err(|_| "the path of the address cannot be sent".to_owned())?;
        *request.headers_mut() = headers;
        if !request.headers().contains_key(header::HOST) {
            let host = HeaderValue::try_from(&*self.authority);
            request
                .headers_mut()
                .insert(header::HOST, host.map_err(|_| "the host cannot be sent".to_owned())?);
        }
        let failed = |why: &str| format!("{} cannot be reached: {why}", self.origin());
        let connecting = async {
            let stream = TcpStream::connect((&*self.host, self.port))
                .await
                .map_err(|error| failed(&error.to_string()))?;
            let _ = stream.set_nodelay(true);
            #[cfg(feature = "tls")]
            if self.secure {
                return tls::connect(stream, &self.host, self.known)
                    .await
                    .map(Io::Secure)
                    .map_err(|why| failed(&why));
            }
            Ok::<_, String>(Io::Plain(stream))
        };
        let io =
            timeout(CONNECTING, connecting).await.unwrap_or_else(|_| Err(failed("it does not answer")))?;
        let sent = match io {
            Io::Plain(io) => send(io, request).await,
            #[cfg(feature = "tls")]
            Io::Secure(io) => send(*io, request).await,
        };
        sent.map_err(|error| format!("{} answers with no HTTP response: {}", self.origin(), chain(&error)))
    }
}

enum Io {
    Plain(TcpStream),
    #[cfg(feature = "tls")]
    Secure(Box<tls::Stream>),
}

/// A whole body, as text.
pub(super) async fn text(body: &mut Incoming) -> Result<String, &'static str> {
    let all = whole(body, MOST).await.ok_or("the server answered with more than 256 MiB")?;
    Ok(String::from_utf8_lossy(&all).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let target = Target::parse("http://[::1]:8080/a/b?c=d#e").expect("an address");
        assert_eq!((&*target.host, target.port, &*target.path), ("::1", 8080, "/a/b?c=d"));
        assert_eq!(target.origin(), "http://[::1]:8080");
        assert_eq!(Target::parse("http://localhost").expect("an address").path, "/");
        for url in ["localhost:3000", "/mcp", "ftp://a/", "http://", "", "http://u:secret@h/"] {
            let why = Target::parse(url).expect_err(url);
            assert!(!why.contains("secret"), "{why}");
        }
        for (reference, path) in [
            ("/m?s=1", Some("/m?s=1")),
            ("m", Some("/a/m")),
            ("?s=1", Some("/a/b?s=1")),
            ("http://[::1]:8080/x", Some("/x")),
            ("http://[::1]:8081/x", None),
            ("https://[::1]:8080/x", None),
            ("//other/x", None),
        ] {
            assert_eq!(target.join(reference).map(|target| target.path).as_deref(), path, "{reference}");
        }
    }
}
