//! What reading a resource gives: its contents.

use std::borrow::Cow;
use std::io::Read;
use std::marker::PhantomData;
use std::ops::Deref;
use std::path::Path;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::outcome::content::{Audio, Body, Embedded, Image, Text};
use crate::outcome::error::ToolError;
use crate::outcome::into_error::MadeOf;
use crate::outcome::{Json, Outcome};

/// The contents of a resource, or one part of them.
///
/// ```
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::ResourceContents;
///
/// /// The page and its picture.
/// #[mcp_resource("page://today")]
/// fn today() -> Vec<ResourceContents> {
///     vec![
///         ResourceContents::text("# Today").mime_type("text/markdown"),
///         ResourceContents::bytes([0x89, 0x50]).mime_type("image/png").uri("page://today/picture"),
///     ]
/// }
/// # assert_eq!(today().len(), 2);
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ResourceContents {
    /// The URI of this part; without one it is that which was asked for.
    pub uri: Option<String>,
    /// The MIME type; without one it is that of the resource, or what follows from the type of the result.
    pub mime_type: Option<String>,
    /// What it holds.
    pub body: Body,
    pub(crate) meta: Map<String, Value>,
}

impl ResourceContents {
    /// How many bytes of text or data it has.
    pub(crate) fn size(&self) -> usize {
        match &self.body {
            Body::Text(text) => text.len(),
            Body::Bytes(bytes) => bytes.len(),
        }
    }

    fn new(body: Body) -> Self {
        Self { uri: None, mime_type: None, body, meta: Map::new() }
    }

    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::new(Body::Text(text.into()))
    }

    /// Bytes; they are sent as base64.
    pub fn bytes(bytes: impl Into<Vec<u8>>) -> Self {
        Self::new(Body::Bytes(bytes.into()))
    }

    /// All that a reader gives: a text where it is one, else bytes. It blocks its thread, so call it where that is allowed: in
    /// a function that is not async, or by `spawn_blocking`.
    ///
    /// # Errors
    ///
    /// Those of the reader, and one when it gives more than `limit` bytes; then no more than that are read.
    pub fn read(reader: impl Read, limit: u64) -> Result<Self, ToolError> {
        let mut bytes = Vec::new();
        reader.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > limit {
            return Err(ToolError::new(format!("the resource is larger than {limit} bytes")));
        }
        Ok(match String::from_utf8(bytes) {
            Ok(text) => Self::text(text),
            Err(error) => Self::bytes(error.into_bytes()),
        })
    }

    /// All that a file holds, as [`read`](Self::read) does. A file that is not there is a resource that is not there.
    ///
    /// ```
    /// use mcp_runtime::prelude::*;
    /// use mcp_runtime::ResourceContents;
    ///
    /// /// A file of the notes.
    /// #[mcp_resource("notes:///{+path}")]
    /// fn note(path: std::path::PathBuf) -> Result<ResourceContents, ToolError> {
    ///     // Nothing leads out of the folder but links in it: `path` has neither `..` nor a root.
    ///     ResourceContents::read_file(std::path::Path::new("notes").join(path), 1 << 20)
    /// }
    /// # assert!(note("missing.txt".into()).is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// When the file cannot be read, is no file, or is larger than `limit` bytes.
    pub fn read_file(path: impl AsRef<Path>, limit: u64) -> Result<Self, ToolError> {
        let missing = |error: std::io::Error| match error.kind() {
            std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => {
                ToolError::not_found("there is no such file")
            }
            _ => ToolError::private(error),
        };
        let file = std::fs::File::open(path).map_err(missing)?;
        if !file.metadata().map_err(missing)?.is_file() {
            return Err(ToolError::not_found("this is no file"));
        }
        Self::read(file, limit)
    }

    /// Says which MIME type it has.
    #[must_use]
    pub fn mime_type(mut self, mime_type: impl Into<String>) -> Self {
        self.mime_type = Some(mime_type.into());
        self
    }

    /// Says which URI this part has, where it is not the one that was asked for.
    #[must_use]
    pub fn uri(mut self, uri: impl Into<String>) -> Self {
        self.uri = Some(uri.into());
        self
    }

    /// Adds a value under a key of `_meta`. One that JSON does not have is left out.
    #[must_use]
    pub fn meta(mut self, key: impl Into<String>, value: impl Serialize) -> Self {
        if let Ok(value) = serde_json::to_value(value) {
            self.meta.insert(key.into(), value);
        }
        self
    }
}

/// What a resource can return.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the contents of an MCP resource",
    label = "no contents",
    note = "return a `String`, a `Vec<u8>`, `Json<T>` for a value as JSON, `ResourceContents`, or an `Option` or `Result` of these"
)]
pub trait IntoContents {
    /// The MIME type that follows from the type; empty where none does.
    #[doc(hidden)]
    const MIME: &'static str;
    #[doc(hidden)]
    fn into_contents(self) -> Outcome;
}

fn one(contents: ResourceContents) -> Outcome {
    Outcome::Contents(vec![contents])
}

macro_rules! contents {
    ($($ty:ty, $mime:literal, $value:ident => $contents:expr;)*) => {
        $(#[diagnostic::do_not_recommend]
        impl IntoContents for $ty {
            const MIME: &'static str = $mime;

            fn into_contents(self) -> Outcome {
                let $value = self;
                one($contents)
            }
        })*
    };
}
contents! {
    String, "text/plain", text => ResourceContents::text(text);
    &str, "text/plain", text => ResourceContents::text(text);
    Cow<'_, str>, "text/plain", text => ResourceContents::text(text);
    Text, "text/plain", text => ResourceContents::text(text.text);
    Vec<u8>, "application/octet-stream", bytes => ResourceContents::bytes(bytes);
    &[u8], "application/octet-stream", bytes => ResourceContents::bytes(bytes);
    Box<[u8]>, "application/octet-stream", bytes => ResourceContents::bytes(bytes);
    Image, "", image => ResourceContents::bytes(image.data).mime_type(image.mime_type);
    Audio, "", audio => ResourceContents::bytes(audio.data).mime_type(audio.mime_type);
    ResourceContents, "", contents => contents;
    Embedded, "", embedded => embedded.into();
}

#[diagnostic::do_not_recommend]
impl<const N: usize> IntoContents for &[u8; N] {
    const MIME: &'static str = "application/octet-stream";

    fn into_contents(self) -> Outcome {
        one(ResourceContents::bytes(self))
    }
}

impl From<Embedded> for ResourceContents {
    fn from(embedded: Embedded) -> Self {
        let meta = embedded.extras.map(|extras| extras.contents_meta).unwrap_or_default();
        Self { uri: Some(embedded.uri), mime_type: embedded.mime_type, body: embedded.body, meta }
    }
}

#[diagnostic::do_not_recommend]
impl<T: Into<ResourceContents>> IntoContents for Vec<T> {
    const MIME: &'static str = "";

    fn into_contents(self) -> Outcome {
        Outcome::Contents(self.into_iter().map(Into::into).collect())
    }
}

#[diagnostic::do_not_recommend]
impl<T: Serialize> IntoContents for Json<T> {
    const MIME: &'static str = "application/json";

    fn into_contents(self) -> Outcome {
        match serde_json::to_string(&self.0) {
            Ok(json) => one(ResourceContents::text(json)),
            Err(error) => Outcome::Error(ToolError::private(error)),
        }
    }
}

/// Nothing is a resource that is not there.
#[diagnostic::do_not_recommend]
impl<T: IntoContents> IntoContents for Option<T> {
    const MIME: &'static str = T::MIME;

    fn into_contents(self) -> Outcome {
        self.map_or(Outcome::Missing, IntoContents::into_contents)
    }
}

#[diagnostic::do_not_recommend]
impl<T: IntoContents, E> IntoContents for Result<T, E>
where
    ToolError: MadeOf<E>,
{
    const MIME: &'static str = T::MIME;

    fn into_contents(self) -> Outcome {
        self.map_or_else(|error| Outcome::Error(ToolError::made_of(error)), IntoContents::into_contents)
    }
}

/// What a resource returned, of the type `T`.
#[derive(Debug)]
pub struct Resourced<T>(Unknown<T>);

/// A type that may be no contents.
#[derive(Debug)]
pub struct Unknown<T>(PhantomData<fn() -> T>);

impl<T> Resourced<T> {
    /// For the type of `value`.
    pub fn of(_: &T) -> Self {
        Self::probe()
    }

    /// For the type `T`, without a value.
    pub fn probe() -> Self {
        Self(Unknown(PhantomData))
    }

    /// The outcome of a value. That its type can be one is asked here, so that the error is at the author's type.
    pub fn outcome(&self, value: T) -> Outcome
    where
        T: IntoContents,
    {
        value.into_contents()
    }
}

impl<T: IntoContents> Resourced<T> {
    /// The MIME type that follows from the type.
    pub fn mime(&self) -> &'static str {
        T::MIME
    }
}

impl<T> Unknown<T> {
    /// The error of a type that is no contents is not said twice.
    pub fn mime(&self) -> &'static str {
        ""
    }
}

impl<T> Deref for Resourced<T> {
    type Target = Unknown<T>;

    fn deref(&self) -> &Unknown<T> {
        &self.0
    }
}
