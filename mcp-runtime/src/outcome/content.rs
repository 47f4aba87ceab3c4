//! The content blocks of a tool result, as an author makes them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

/// One block of content.
///
/// What the client's revision does not know is rewritten for it: a resource link becomes text before 2025-06-18, audio
/// before 2025-03-26.
///
/// ```
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::{Image, ResourceLink};
///
/// /// Draw what was measured.
/// #[mcp_tool(read_only)]
/// async fn chart() -> Vec<Content> {
///     vec![
///         "It rises.".into(),
///         Image::png([0x89, 0x50, 0x4E, 0x47]).into(),
///         ResourceLink::new("file:///measured.csv", "measured.csv").mime_type("text/csv").into(),
///     ]
/// }
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Content {
    /// Text.
    Text(Text),
    /// A picture.
    Image(Image),
    /// Sound.
    Audio(Audio),
    /// A resource that the client may read.
    ResourceLink(ResourceLink),
    /// A resource with its contents.
    Embedded(Embedded),
}

impl Content {
    /// A block of text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(Text::new(text))
    }
}

/// A text block.
///
/// ```
/// let text = mcp_runtime::Text::new("It rises.");
/// assert_eq!(text.text, "It rises.");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Text {
    /// The text.
    pub text: String,
}

impl Text {
    /// A block of this text.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into() }
    }
}

/// A picture: its bytes and their MIME type.
///
/// ```
/// use mcp_runtime::Image;
///
/// assert_eq!(Image::png([1, 2]), Image::new([1, 2], "image/png"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Image {
    /// The bytes, as in a file; they are sent as base64.
    pub data: Vec<u8>,
    /// The MIME type, such as `image/png`.
    pub mime_type: String,
}

impl Image {
    /// A picture in the format that the MIME type names.
    pub fn new(data: impl Into<Vec<u8>>, mime_type: impl Into<String>) -> Self {
        Self { data: data.into(), mime_type: mime_type.into() }
    }

    /// A picture in the PNG format.
    pub fn png(data: impl Into<Vec<u8>>) -> Self {
        Self::new(data, "image/png")
    }
}

/// Sound: its bytes and their MIME type.
///
/// ```
/// let sound = mcp_runtime::Audio::new(b"RIFF", "audio/wav");
/// assert_eq!(sound.mime_type, "audio/wav");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Audio {
    /// The bytes, as in a file; they are sent as base64.
    pub data: Vec<u8>,
    /// The MIME type, such as `audio/wav`.
    pub mime_type: String,
}

impl Audio {
    /// Sound in the format that the MIME type names.
    pub fn new(data: impl Into<Vec<u8>>, mime_type: impl Into<String>) -> Self {
        Self { data: data.into(), mime_type: mime_type.into() }
    }
}

/// A resource by its address.
///
/// ```
/// use mcp_runtime::ResourceLink;
///
/// let link = ResourceLink::new("file:///measured.csv", "measured.csv")
///     .description("what the station measured today")
///     .mime_type("text/csv")
///     .size(1_024);
/// assert_eq!(link.size, Some(1_024));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ResourceLink {
    /// The absolute URI.
    pub uri: String,
    /// The name.
    pub name: String,
    /// What it is.
    pub description: Option<String>,
    /// The MIME type.
    pub mime_type: Option<String>,
    /// The size in bytes.
    pub size: Option<u64>,
}

impl ResourceLink {
    /// A link; both parts are required by clients.
    pub fn new(uri: impl Into<String>, name: impl Into<String>) -> Self {
        Self { uri: uri.into(), name: name.into(), description: None, mime_type: None, size: None }
    }

    /// Says what it is.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Says which MIME type it has.
    #[must_use]
    pub fn mime_type(mut self, mime_type: impl Into<String>) -> Self {
        self.mime_type = Some(mime_type.into());
        self
    }

    /// Says how many bytes it has.
    #[must_use]
    pub fn size(mut self, size: u64) -> Self {
        self.size = Some(size);
        self
    }
}

/// A resource that travels with the result.
///
/// ```
/// use mcp_runtime::{Body, Embedded};
///
/// let table = Embedded::text("file:///measured.csv", "hour,degrees").mime_type("text/csv");
/// assert_eq!(table.body, Body::Text("hour,degrees".into()));
/// assert_eq!(Embedded::bytes("file:///logo.png", [1, 2]).body, Body::Bytes(vec![1, 2]));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Embedded {
    /// The URI of the resource.
    pub uri: String,
    /// The MIME type.
    pub mime_type: Option<String>,
    /// What it holds.
    pub body: Body,
}

impl Embedded {
    /// A resource of text.
    pub fn text(uri: impl Into<String>, text: impl Into<String>) -> Self {
        Self { uri: uri.into(), mime_type: None, body: Body::Text(text.into()) }
    }

    /// A resource of bytes.
    pub fn bytes(uri: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { uri: uri.into(), mime_type: None, body: Body::Bytes(bytes.into()) }
    }

    /// Says which MIME type it has.
    #[must_use]
    pub fn mime_type(mut self, mime_type: impl Into<String>) -> Self {
        self.mime_type = Some(mime_type.into());
        self
    }
}

/// What a resource holds.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Body {
    /// Text.
    Text(String),
    /// Bytes; they are sent as base64.
    Bytes(Vec<u8>),
}

macro_rules! into_content {
    ($($ty:ident)*) => {
        $(impl From<$ty> for Content {
            fn from(block: $ty) -> Self {
                Self::$ty(block)
            }
        })*
    };
}
into_content!(Text Image Audio ResourceLink Embedded);

impl From<String> for Content {
    fn from(text: String) -> Self {
        Self::Text(Text { text })
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl Content {
    /// How many bytes of text or data it has.
    pub(crate) fn size(&self) -> usize {
        match self {
            Self::Text(text) => text.text.len(),
            Self::Image(Image { data, .. })
            | Self::Audio(Audio { data, .. })
            | Self::Embedded(Embedded { body: Body::Bytes(data), .. }) => data.len(),
            Self::Embedded(Embedded { body: Body::Text(text), .. }) => text.len(),
            Self::ResourceLink(_) => 0,
        }
    }

    /// The block as the newest revision has it.
    pub(crate) fn to_json(&self) -> Value {
        let mut block = Map::new();
        let mut put = |key: &str, value: Value| block.insert(key.to_owned(), value);
        match self {
            Self::Text(text) => {
                put("type", "text".into());
                put("text", text.text.as_str().into());
            }
            Self::Image(Image { data, mime_type }) | Self::Audio(Audio { data, mime_type }) => {
                let kind = if matches!(self, Self::Image(_)) { "image" } else { "audio" };
                put("type", kind.into());
                put("data", STANDARD.encode(data).into());
                put("mimeType", mime_type.as_str().into());
            }
            Self::ResourceLink(link) => {
                put("type", "resource_link".into());
                put("uri", link.uri.as_str().into());
                put("name", link.name.as_str().into());
                link.description.as_ref().map(|text| put("description", text.as_str().into()));
                link.mime_type.as_ref().map(|text| put("mimeType", text.as_str().into()));
                link.size.map(|size| put("size", size.into()));
            }
            Self::Embedded(embedded) => {
                put("type", "resource".into());
                put("resource", embedded.to_json());
            }
        }
        Value::Object(block)
    }
}

impl Embedded {
    fn to_json(&self) -> Value {
        let mut contents = Map::new();
        contents.insert("uri".into(), self.uri.as_str().into());
        if let Some(mime) = &self.mime_type {
            contents.insert("mimeType".into(), mime.as_str().into());
        }
        match &self.body {
            Body::Text(text) => contents.insert("text".into(), text.as_str().into()),
            Body::Bytes(bytes) => contents.insert("blob".into(), STANDARD.encode(bytes).into()),
        };
        Value::Object(contents)
    }
}
