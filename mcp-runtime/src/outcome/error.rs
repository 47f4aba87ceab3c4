//! The three kinds of error: of a tool (shown to the model), of the protocol (sent to the client), of a start (printed).

use std::any::TypeId;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use serde_json::json;

use crate::outcome::ask_error::{AskError, Unsupported};
pub(crate) use crate::outcome::rpc_error::RpcError;

/// A boxed error of any type.
pub type BoxError = Box<dyn StdError + Send + Sync + 'static>;

/// A failure of a tool, for the model to read.
///
/// It says who may see it. [`ToolError::new`] is public. `?` on any other error makes one whose text is shown where the
/// client is the same user on the same machine (stdio), and is private elsewhere. [`ToolError::private`] never leaves the
/// server: the model reads `internal error (reference …)`, and the log has the same reference with the whole text.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// /// Read a setting.
/// #[mcp_tool(read_only)]
/// fn setting(name: &str) -> Result<String, ToolError> {
///     if name.contains('/') {
///         return Err(ToolError::new("a name has no slash").hint("call `settings` for the names"));
///     }
///     std::fs::read_to_string(name).map_err(ToolError::private)
/// }
/// # assert!(setting("a/b").is_err());
/// ```
#[derive(Debug)]
pub struct ToolError {
    pub(crate) kind: ErrorKind,
    pub(crate) hint: Option<String>,
}

#[derive(Debug)]
pub(crate) enum ErrorKind {
    Public(String),
    /// Of a resource: it is not there.
    NotFound(String),
    /// The client cannot be asked what has to be asked.
    Lacking(Unsupported),
    /// The user has to be at a page first: its message, address and id.
    UrlRequired(Box<[String; 3]>),
    /// The client's own fault, in what came with its request.
    Params(String),
    Foreign(BoxError),
    Private(BoxError),
}

impl ToolError {
    /// A failure that the model reads in these words.
    pub fn new(text: impl Into<String>) -> Self {
        Self { kind: ErrorKind::Public(text.into()), hint: None }
    }

    /// That something is not there. Reading a resource is answered as the protocol's revision answers for a URI that no resource
    /// has; a tool's model and a prompt's client read the words.
    ///
    /// ```
    /// use mcp_runtime::ToolError;
    ///
    /// assert_eq!(ToolError::not_found("there is no station 7").to_string(), "there is no station 7");
    /// ```
    pub fn not_found(text: impl Into<String>) -> Self {
        Self { kind: ErrorKind::NotFound(text.into()), hint: None }
    }

    /// A failure whose cause stays on the server.
    pub fn private(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { kind: ErrorKind::Private(cause.into()), hint: None }
    }

    /// Adds what the model could do instead.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// What came with the request is wrong.
    pub(crate) fn params(text: String) -> Self {
        Self { kind: ErrorKind::Params(text), hint: None }
    }

    /// That the user has to be at a page first, for a client that can be told so.
    pub(crate) fn url_required(page: [String; 3]) -> Self {
        Self { kind: ErrorKind::UrlRequired(Box::new(page)), hint: None }
    }

    /// The error of the protocol that it is, if it is one of those that only the client can mend.
    pub(crate) fn of_protocol(&self, is_modern: bool) -> Option<RpcError> {
        match &self.kind {
            ErrorKind::Params(text) => Some(RpcError::invalid_params(text.as_str())),
            ErrorKind::UrlRequired(page) => {
                let [message, url, id] = &**page;
                let page = json!({ "mode": "url", "message": message, "url": url, "elicitationId": id });
                let error = RpcError::new(RpcError::URL_REQUIRED, message.as_str());
                Some(error.with(json!({ "elicitations": [page] })))
            }
            ErrorKind::Lacking(lacking) if is_modern => {
                let error = RpcError::new(RpcError::MISSING_CAPABILITY, lacking.to_string());
                Some(error.with(json!({ "requiredCapabilities": lacking.need.required() })))
            }
            _ => None,
        }
    }

    /// The same failure for each of several calls that waited for one thing.
    pub(crate) fn shared(error: Arc<Self>) -> Self {
        let hint = error.hint.clone();
        let kind = match &error.kind {
            ErrorKind::Public(text) | ErrorKind::NotFound(text) | ErrorKind::Params(text) => {
                ErrorKind::Public(text.clone())
            }
            ErrorKind::Lacking(lacking) => ErrorKind::Lacking(lacking.clone()),
            ErrorKind::UrlRequired(page) => ErrorKind::UrlRequired(page.clone()),
            ErrorKind::Foreign(_) => ErrorKind::Foreign(Box::new(Shared(error))),
            ErrorKind::Private(_) => ErrorKind::Private(Box::new(Shared(error))),
        };
        Self { kind, hint }
    }

    pub(crate) fn is_not_found(&self) -> bool {
        matches!(self.kind, ErrorKind::NotFound(_))
    }

    /// The text for the model, or `None` when it must not be shown. `expose` says whether an error that is neither
    /// public nor private is shown.
    pub(crate) fn public_text(&self, expose: bool) -> Option<String> {
        let text = match &self.kind {
            ErrorKind::Public(text) | ErrorKind::NotFound(text) | ErrorKind::Params(text) => text.clone(),
            ErrorKind::Lacking(lacking) => lacking.to_string(),
            ErrorKind::UrlRequired(page) => page[0].clone(),
            ErrorKind::Foreign(error) if expose => chain(error.as_ref()),
            ErrorKind::Foreign(_) | ErrorKind::Private(_) => return None,
        };
        Some(match &self.hint {
            Some(hint) => format!("{text}\nhint: {hint}"),
            None => text,
        })
    }
}

/// The text of an error and of its causes that say something more.
pub(crate) fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        next = cause.source();
    }
    text
}

impl fmt::Display for ToolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ErrorKind::Public(text) | ErrorKind::NotFound(text) | ErrorKind::Params(text) => {
                f.write_str(text)
            }
            ErrorKind::Lacking(lacking) => lacking.fmt(f),
            ErrorKind::UrlRequired(page) => f.write_str(&page[0]),
            ErrorKind::Foreign(error) | ErrorKind::Private(error) => f.write_str(&chain(error.as_ref())),
        }
    }
}

/// Makes `?` work on any error. `ToolError` itself is therefore no `std::error::Error`, as `anyhow::Error` is none.
impl<E: StdError + Send + Sync + 'static> From<E> for ToolError {
    fn from(error: E) -> Self {
        foreign(Box::new(error))
    }
}

/// The tool error for one of another type. That a question has no answer is said in the kit's own words, and everybody may read those.
fn foreign(error: BoxError) -> ToolError {
    let kind = match error.downcast::<AskError>() {
        Ok(error) => match *error {
            AskError::Unsupported(lacking) => ErrorKind::Lacking(lacking),
            error => ErrorKind::Public(error.to_string()),
        },
        Err(error) => ErrorKind::Foreign(error),
    };
    ToolError { kind, hint: None }
}

impl From<ToolError> for BoxError {
    fn from(error: ToolError) -> Self {
        Box::new(Carrier(error))
    }
}

/// Carries a [`ToolError`] through a boxed error and back.
#[derive(Debug)]
struct Carrier(ToolError);

impl fmt::Display for Carrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for Carrier {}

/// Why a call could not begin, which other calls are told too.
#[derive(Debug)]
struct Shared(Arc<ToolError>);

impl fmt::Display for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the server is not ready: {}", self.0)
    }
}

impl StdError for Shared {}

/// What `#[derive(McpError)]` says of an error.
pub trait Classified: fmt::Debug {
    /// The text for the model; `None` when it must not see any.
    fn public(&self) -> Option<String>;
    /// What the model could do instead.
    fn hint(&self) -> Option<&'static str>;
}

/// The tool error for an error that is `#[derive(McpError)]`.
pub fn classify(error: &dyn Classified) -> ToolError {
    match error.public() {
        Some(text) => ToolError { kind: ErrorKind::Public(text), hint: error.hint().map(str::to_owned) },
        None => ToolError::private(format!("{error:?}")),
    }
}

/// The text of a private error, for its author: asks for `Debug` where `Classified` does already.
pub fn debug(error: &dyn Classified, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    fmt::Debug::fmt(error, f)
}

/// The error type of a tool that returns a `Result`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the error of an MCP tool",
    label = "not an error that can be shown or logged",
    note = "implement `std::error::Error` for it, or return `ToolError`"
)]
pub trait IntoError {
    #[doc(hidden)]
    fn into_error(self) -> ToolError;
}

/// Text is the author's own words, so it is public; every other type keeps what it is.
#[diagnostic::do_not_recommend]
impl<E: Into<Box<dyn StdError + Send + Sync>> + 'static> IntoError for E {
    fn into_error(self) -> ToolError {
        let own_words = [TypeId::of::<String>(), TypeId::of::<&'static str>()].contains(&TypeId::of::<E>());
        let error: BoxError = self.into();
        match error.downcast::<Carrier>() {
            Ok(carrier) => carrier.0,
            Err(error) if own_words => ToolError::new(error.to_string()),
            Err(error) => foreign(error),
        }
    }
}

/// Why a server did not start, or ended before its client did.
///
/// The text is for a person; it is not stable.
#[derive(Debug)]
pub struct Error {
    text: String,
    cause: Option<BoxError>,
    /// It is the command line that has to change.
    usage: bool,
}

impl Error {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), cause: None, usage: false }
    }

    pub(crate) fn because(text: impl Into<String>, cause: impl Into<BoxError>) -> Self {
        Self { cause: Some(cause.into()), ..Self::new(text) }
    }

    /// A failure of the author's.
    #[cfg(feature = "cli")]
    pub(crate) fn of(cause: BoxError) -> Self {
        Self::new(chain(&*cause))
    }

    /// Whether what was asked for has to change, such as an address, and not what is there.
    pub fn is_usage(&self) -> bool {
        self.usage
    }

    /// A failure that only another command line, variable or option can mend; the text says which and how. A process that ends with it
    /// has the exit code 2.
    #[cfg(any(feature = "cli", feature = "http"))]
    pub fn usage(text: impl Into<String>) -> Self {
        Self { usage: true, ..Self::new(text) }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.cause.as_deref().map(|cause| cause as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(error: impl IntoError) -> (Option<String>, Option<String>) {
        let error = error.into_error();
        (error.public_text(false), error.public_text(true))
    }

    #[test]
    fn who_may_see_what() {
        let both = |text: &str| (Some(text.to_owned()), Some(text.to_owned()));
        assert_eq!(shown("a"), both("a"));
        assert_eq!(shown(String::from("b")), both("b"));
        assert_eq!(shown(ToolError::new("c").hint("d")), both("c\nhint: d"));
        assert_eq!(shown(ToolError::private("e")), (None, None));
        assert_eq!(shown(fmt::Error).0, None);
        assert!(shown(fmt::Error).1.is_some());
        let boxed: Box<dyn StdError + Send + Sync> = ToolError::new("f").into();
        assert_eq!(shown(boxed), both("f"));
        let foreign = || -> Result<(), ToolError> { Err(fmt::Error)? };
        assert_eq!(foreign().expect_err("an error").public_text(false), None);
        let asked = || -> Result<(), ToolError> { Err(AskError::Declined)? };
        assert_eq!(asked().expect_err("an error").public_text(false).as_deref(), Some("the user declined"));
        assert_eq!(shown(AskError::Cancelled), both("the user did not answer"));
    }
}
