//! The content blocks of a tool result, as an author makes them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

/// One block of content.
///
/// What the client's revision does not know is rewritten for it: a resource link becomes text before 2025-06-18, audio
/// before 2025-03-26.
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
        Self::Text(Text(text.into()))
    }
}

/// A text block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text(pub String);

/// A picture: its bytes and their MIME type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// The bytes, as in a file; they are sent as base64.
    pub data: Vec<u8>,
    /// The MIME type, such as `image/png`.
    pub mime_type: String,
}

impl Image {
    /// A picture in the PNG format.
    pub fn png(data: impl Into<Vec<u8>>) -> Self {
        Self { data: data.into(), mime_type: "image/png".into() }
    }
}

/// Sound: its bytes and their MIME type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audio {
    /// The bytes, as in a file; they are sent as base64.
    pub data: Vec<u8>,
    /// The MIME type, such as `audio/wav`.
    pub mime_type: String,
}

/// A resource by its address.
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
}

/// A resource that travels with the result.
#[derive(Debug, Clone, PartialEq, Eq)]
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
}

/// What a resource holds.
#[derive(Debug, Clone, PartialEq, Eq)]
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
        Self::Text(Text(text))
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
            Self::Text(text) => text.0.len(),
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
                put("text", text.0.as_str().into());
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
