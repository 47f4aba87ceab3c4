//! The content blocks of a tool result, as an author makes them.

mod extras;
mod icon;
mod write;

pub(crate) use self::extras::Extras;
pub use self::extras::Role;
use self::extras::extras;
pub use self::icon::{Icon, IconSpec, Theme, icon_mime, icon_sizes, icon_source};
pub(crate) use self::icon::{is_mime, is_size, is_source, is_web};

/// One block of content.
///
/// What the client's revision does not know is rewritten for it: a resource link becomes text before 2025-06-18, audio
/// before 2025-03-26. What it does not know of a block is left out: `_meta` and when a thing was changed before 2025-06-18, icons
/// before 2025-11-25.
///
/// ```
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::{Image, ResourceLink, Role};
///
/// /// Draw what was measured.
/// #[mcp_tool(read_only)]
/// async fn chart() -> Vec<Content> {
///     vec![
///         "It rises.".into(),
///         Image::png([0x89, 0x50, 0x4E, 0x47]).audience(Role::User).priority(0.8).into(),
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
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Text {
    /// The text.
    pub text: String,
    pub(crate) extras: Option<Box<Extras>>,
}

impl Text {
    /// A block of this text.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), extras: None }
    }
}

/// A picture: its bytes and their MIME type.
///
/// ```
/// use mcp_runtime::Image;
///
/// assert_eq!(Image::png([1, 2]), Image::new([1, 2], "image/png"));
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Image {
    /// The bytes, as in a file; they are sent as base64.
    pub data: Vec<u8>,
    /// The MIME type, such as `image/png`.
    pub mime_type: String,
    pub(crate) extras: Option<Box<Extras>>,
}

impl Image {
    /// A picture in the format that the MIME type names.
    pub fn new(data: impl Into<Vec<u8>>, mime_type: impl Into<String>) -> Self {
        Self { data: data.into(), mime_type: mime_type.into(), extras: None }
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
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Audio {
    /// The bytes, as in a file; they are sent as base64.
    pub data: Vec<u8>,
    /// The MIME type, such as `audio/wav`.
    pub mime_type: String,
    pub(crate) extras: Option<Box<Extras>>,
}

impl Audio {
    /// Sound in the format that the MIME type names.
    pub fn new(data: impl Into<Vec<u8>>, mime_type: impl Into<String>) -> Self {
        Self { data: data.into(), mime_type: mime_type.into(), extras: None }
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
///     .size(1_024)
///     .title("What was measured")
///     .last_modified("2026-07-28T09:00:00Z");
/// assert_eq!(link.size, Some(1_024));
/// ```
#[derive(Debug, Clone, PartialEq)]
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
    pub(crate) extras: Option<Box<Extras>>,
}

impl ResourceLink {
    /// A link; both parts are required by clients.
    pub fn new(uri: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            uri: uri.into(),
            name: name.into(),
            description: None,
            mime_type: None,
            size: None,
            extras: None,
        }
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

    /// Says how people call it; without, clients show the name.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        extras(&mut self.extras).title = Some(title.into());
        self
    }

    /// Adds an icon that clients may show beside it.
    #[must_use]
    pub fn icon(mut self, icon: Icon) -> Self {
        extras(&mut self.extras).icons.push(icon);
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
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Embedded {
    /// The URI of the resource.
    pub uri: String,
    /// The MIME type.
    pub mime_type: Option<String>,
    /// What it holds.
    pub body: Body,
    pub(crate) extras: Option<Box<Extras>>,
}

impl Embedded {
    /// A resource of text.
    pub fn text(uri: impl Into<String>, text: impl Into<String>) -> Self {
        Self { uri: uri.into(), mime_type: None, body: Body::Text(text.into()), extras: None }
    }

    /// A resource of bytes.
    pub fn bytes(uri: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { uri: uri.into(), mime_type: None, body: Body::Bytes(bytes.into()), extras: None }
    }

    /// Says which MIME type it has.
    #[must_use]
    pub fn mime_type(mut self, mime_type: impl Into<String>) -> Self {
        self.mime_type = Some(mime_type.into());
        self
    }

    /// Adds a value under a key of the `_meta` of the resource itself, where [`meta`](Self::meta) adds to that of the block.
    ///
    /// The same keys and values are right, and any other is an error of the tool when the result is sent.
    #[must_use]
    pub fn contents_meta(mut self, key: impl Into<String>, value: impl serde::Serialize) -> Self {
        extras(&mut self.extras).add_contents_meta(key.into(), serde_json::to_value(value));
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
        Self::Text(Text::new(text))
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}
