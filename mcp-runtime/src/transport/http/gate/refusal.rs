//! A request that is not served: a status, and a JSON-RPC error that says what to do.

use http::header::{ALLOW, CONTENT_TYPE, HeaderName, HeaderValue};
use http::{HeaderMap, Response, StatusCode};

use crate::outcome::error::RpcError;
use crate::outcome::failure;
use crate::rpc::diagnose::Malformed;
use crate::rpc::write::{self, NoId};
use crate::transport::http::reply::{JSON, ReplyBody};

/// Why a request is not served.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    error: RpcError,
    /// The id of the request as JSON text, when it was read.
    id: Option<Box<str>>,
    header: Option<(HeaderName, HeaderValue)>,
}

/// Handed up and down by value: it is small that way.
pub(crate) type Refused = Box<Refusal>;

impl Refusal {
    pub(crate) fn new(status: StatusCode, text: impl Into<String>) -> Refused {
        Self::of(status, RpcError::invalid_request(text), None)
    }

    /// A JSON-RPC error that needs a status of its own.
    pub(crate) fn of(status: StatusCode, error: RpcError, id: Option<&str>) -> Refused {
        Box::new(Self { status, error, id: id.map(Into::into), header: None })
    }

    /// A body that is no message.
    pub(crate) fn malformed(found: Malformed) -> Refused {
        Self::of(StatusCode::BAD_REQUEST, found.error, found.id.as_deref())
    }

    /// Whether it comes while the client may still be sending the body, and the rest of that can be read.
    pub(crate) fn leaves_body(&self) -> bool {
        matches!(self.status, StatusCode::PAYLOAD_TOO_LARGE | StatusCode::SERVICE_UNAVAILABLE)
    }

    /// Something of the server's own panicked.
    pub(crate) fn broken(panic: &str) -> Refused {
        Self::of(StatusCode::INTERNAL_SERVER_ERROR, failure::broken(panic), None)
    }

    pub(crate) fn method_not_allowed(allow: &'static str) -> Refused {
        let text = format!("this path takes {allow}");
        Self::new(StatusCode::METHOD_NOT_ALLOWED, text).with(ALLOW, HeaderValue::from_static(allow))
    }

    pub(crate) fn with(mut self: Refused, name: HeaderName, value: HeaderValue) -> Refused {
        self.header = Some((name, value));
        self
    }

    /// Says which request is refused, unless that is known.
    pub(crate) fn about(mut self: Refused, id: &str) -> Refused {
        self.id.get_or_insert_with(|| id.into());
        self
    }

    /// The answer. Without an id that could be read, the member is left out for modern clients, and null for others
    /// (AMB-09; legacy digest 3.7).
    pub(crate) fn response(&self, modern: bool) -> Response<ReplyBody> {
        tracing::debug!(status = self.status.as_u16(), "refused a request: {}", self.error.message);
        let mut body = Vec::new();
        let no_id = if modern { NoId::Omit } else { NoId::Null };
        write::error(&mut body, self.id.as_deref(), no_id, &self.error);
        body.pop();
        let mut response = Response::new(ReplyBody::full(body));
        *response.status_mut() = self.status;
        let headers: &mut HeaderMap = response.headers_mut();
        headers.insert(CONTENT_TYPE, JSON);
        if let Some((name, value)) = self.header.clone() {
            headers.insert(name, value);
        }
        response
    }
}
