//! The error of a function that clients call: what of it may be read, and what stays in the log.
//!
//! How other errors become one is in `into_error`. The errors of the protocol are in `rpc_error`, those of a start in `start_error`.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use serde_json::json;

use crate::outcome::ask_error::{AskError, Unsupported};
use crate::outcome::into_error::Unique;
use crate::outcome::overheard;
pub(crate) use crate::outcome::rpc_error::RpcError;
pub use crate::outcome::start_error::Error;

/// A boxed error of any type.
pub(crate) type BoxError = Box<dyn StdError + Send + Sync + 'static>;

/// A failure of a tool, for the model to read.
///
/// It says who may see it, and `?` makes one of any other error:
///
/// | the error | what the model reads over stdio | over HTTP | in the log |
/// |---|---|---|---|
/// | [`ToolError::new`], [`ToolError::not_found`], `String`, `&str` | its text | its text | |
/// | [`ResultExt::public`](crate::ResultExt::public), [`ToolError::because`] | its text | its text | the text and the cause |
/// | [`ToolError::private`], [`ResultExt::private`](crate::ResultExt::private) | a reference | a reference | the reference and all of it |
/// | [`McpError`](crate::McpError) | what the variant says | what the variant says | what the text does not say |
/// | [`AskError`] | its text | its text | |
/// | any other `std::error::Error`, `Box<dyn Error + Send + Sync>`, `anyhow::Error` | its text and those of its sources | a reference | the reference and all of it |
/// | a public one of those inside of such an error | the texts around it, and its own | its own | the texts around it |
/// | a private one inside of such an error | a reference | a reference | the reference and all of it |
/// | a panic | a reference | a reference | the reference and all of it |
///
/// Over stdio the client is the same user on the same machine, elsewhere it may be a stranger. `expose_errors = bool` on the server or
/// on a function takes one column for both. A reference is the text `internal error (reference 7f3a52c1)`. What is inside of a foreign error is found by
/// what it prints, so an error with `McpError` whose text is `thiserror`'s is not.
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
///     std::fs::read_to_string(name).public("there is no such setting")
/// }
/// # assert_eq!(setting("a/b").unwrap_err().to_string(), "a name has no slash");
/// # assert_eq!(setting("no such file").unwrap_err().to_string(), "there is no such setting");
/// ```
///
/// It is a `std::error::Error`, so `?` also takes it into an `anyhow::Error`, a `Box<dyn Error + Send + Sync>` or an error of one's own.
/// What may be read of it stays what it is in there:
///
/// ```
/// use anyhow::Context as _;
/// use mcp_runtime::prelude::*;
///
/// fn check(name: &str) -> Result<(), ToolError> {
///     if name.contains('/') { Err("a name has no slash")? }
///     Ok(())
/// }
///
/// /// Read a setting.
/// #[mcp_tool(read_only)]
/// fn setting(name: &str) -> anyhow::Result<String> {
///     check(name).context("checking")?; // over HTTP: "a name has no slash"
///     Ok(std::fs::read_to_string(name)?) // over HTTP: "internal error (reference …)"
/// }
/// # assert!(setting("a/b").is_err());
/// ```
///
/// It is not `Unpin`, which is how the compiler tells it from the errors that it is made of. So an error that holds one, or one with
/// [`McpError`](crate::McpError), is made a tool's error by `McpError` too, which says `#[mcp(transparent)]` there; a box around it will also do.
#[derive(Debug)]
pub struct ToolError(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    hint: Option<String>,
    /// Why it is; for the log. What is foreign or private has one.
    cause: Option<BoxError>,
    /// The text where foreign texts are shown: with those that were around this one.
    around: Option<String>,
}

/// Who may see what. The text of what is foreign or private is that of its cause.
#[derive(Debug, Clone)]
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
    Protocol(Box<RpcError>),
    Foreign,
    Private,
}

impl ErrorKind {
    /// The author's or the kit's own words.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Public(text) | Self::NotFound(text) | Self::Params(text) => Some(text),
            Self::Lacking(lacking) => Some(&lacking.why),
            Self::UrlRequired(page) => Some(&page[0]),
            Self::Protocol(error) => Some(&error.message),
            Self::Foreign | Self::Private => None,
        }
    }
}

impl From<AskError> for ErrorKind {
    /// That a question has no answer is said in the kit's own words, and everybody may read those.
    fn from(error: AskError) -> Self {
        match error {
            AskError::Unsupported(lacking) => Self::Lacking(lacking),
            error => Self::Public(error.text()),
        }
    }
}

impl ToolError {
    /// A failure that the model reads in these words.
    pub fn new(text: impl Into<String>) -> Self {
        Self::of(ErrorKind::Public(text.into()))
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
        Self::of(ErrorKind::NotFound(text.into()))
    }

    /// A failure whose cause stays on the server.
    pub fn private(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::caused(ErrorKind::Private, cause.into())
    }

    /// Adds what the model could do instead.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    /// Adds why it is. The log has it, and whoever asks for the [`source`](StdError::source); the model does not read it.
    ///
    /// ```
    /// use mcp_runtime::ToolError;
    ///
    /// let error = ToolError::new("the archive cannot be read").because("line 7: no comma");
    /// assert_eq!(error.to_string(), "the archive cannot be read");
    /// ```
    #[must_use]
    pub fn because(mut self, cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let cause = cause.into();
        self.0.cause = Some(match self.0.cause.take() {
            Some(before) => Box::new(Because { text: chain(before.as_ref()), cause }),
            None => cause,
        });
        self
    }

    /// What came with the request is wrong.
    pub(crate) fn params(text: String) -> Self {
        Self::of(ErrorKind::Params(text))
    }

    /// That the user has to be at a page first, for a client that can be told so.
    pub(crate) fn url_required(page: [String; 3]) -> Self {
        Self::of(ErrorKind::UrlRequired(Box::new(page)))
    }

    pub(crate) fn of(kind: ErrorKind) -> Self {
        Self(Box::new(Inner { kind, hint: None, cause: None, around: None }))
    }

    pub(crate) fn caused(kind: ErrorKind, cause: BoxError) -> Self {
        Self(Box::new(Inner { kind, hint: None, cause: Some(cause), around: None }))
    }

    /// With what it knows of an error of the kit inside of its cause, and the texts from the outermost to that one.
    pub(crate) fn around(mut self, found: overheard::Known, texts: String) -> Self {
        self.0.kind = found.kind;
        self.0.hint = self.0.hint.or(found.hint);
        self.0.around = Some(texts);
        self
    }

    pub(crate) fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    pub(crate) fn cause(&self) -> Option<&(dyn StdError + Send + Sync + 'static)> {
        self.0.cause.as_deref()
    }

    /// All that there is to say, for the log.
    pub(crate) fn whole(&self) -> String {
        match (&self.0.around, self.cause()) {
            (Some(_), Some(cause)) => chain(cause),
            _ => chain(self),
        }
    }

    /// The error of the protocol that it is, if it is one of those that only the client can mend.
    pub(crate) fn of_protocol(&self, is_modern: bool) -> Option<RpcError> {
        match self.kind() {
            ErrorKind::Params(text) => Some(RpcError::invalid_params(text.as_str())),
            ErrorKind::Protocol(error) => Some(RpcError::clone(error)),
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
        let hint = error.0.hint.clone();
        let mut shared = match error.kind().clone() {
            ErrorKind::NotFound(text) | ErrorKind::Params(text) => Self::new(text),
            kind @ (ErrorKind::Foreign | ErrorKind::Private) => Self::caused(kind, Box::new(Shared(error))),
            kind => Self::of(kind),
        };
        shared.0.hint = hint;
        shared
    }

    pub(crate) fn is_not_found(&self) -> bool {
        matches!(self.kind(), ErrorKind::NotFound(_))
    }

    /// The text for the model, or `None` when it must not be shown. `expose` says whether an error that is neither
    /// public nor private is shown, and what is around one that is public.
    pub(crate) fn public_text(&self, expose: bool) -> Option<String> {
        let text = match (self.kind(), &self.0.around) {
            (ErrorKind::Private, _) => return None,
            (ErrorKind::Foreign, _) if expose => chain(self),
            (kind, Some(around)) if expose && kind.text().is_some() => around.clone(),
            (kind, _) => kind.text()?.to_owned(),
        };
        Some(match &self.0.hint {
            Some(hint) => format!("{text}\nhint: {hint}"),
            None => text,
        })
    }
}

/// The text of an error and of its causes that say something more.
pub(crate) fn chain(error: &dyn StdError) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        append(&mut text, &cause.to_string());
        next = cause.source();
    }
    text
}

/// Adds the text of a cause, if it says something more.
pub(crate) fn append(text: &mut String, cause: &str) {
    if text.is_empty() {
        text.push_str(cause);
    } else if !text.contains(cause) {
        text.push_str(": ");
        text.push_str(cause);
    }
}

impl fmt::Display for ToolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !matches!(self.kind(), ErrorKind::Foreign) {
            overheard::tell(|| overheard::Known { kind: self.kind().clone(), hint: self.0.hint.clone() });
        }
        match (self.kind().text(), &self.0.cause) {
            (Some(text), _) => f.write_str(text),
            (None, Some(cause)) => cause.fmt(f),
            (None, None) => f.write_str("internal error"),
        }
    }
}

impl StdError for ToolError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        let cause = self.0.cause.as_deref()?;
        // One that has no words of its own is as its cause is.
        if self.kind().text().is_some() { Some(cause) } else { cause.source() }
    }
}

/// It is the one error that is made of all others, and so must not be one of them.
impl Unpin for ToolError where for<'a> &'a Self: Unique {}

/// A text, and why.
#[derive(Debug)]
struct Because {
    text: String,
    cause: BoxError,
}

impl fmt::Display for Because {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl StdError for Because {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.cause)
    }
}

/// Why a call could not begin, which other calls are told too.
#[derive(Debug)]
struct Shared(Arc<ToolError>);

impl fmt::Display for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the server is not ready")
    }
}

impl StdError for Shared {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.0)
    }
}
