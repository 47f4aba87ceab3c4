//! A block as JSON, in the form of the newest revision.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use crate::outcome::content::{Audio, Body, Content, Embedded, Extras, Image};

impl Content {
    /// How many bytes of text or data it has.
    pub(crate) fn size(&self) -> usize {
        let held = match self {
            Self::Text(text) => text.text.len(),
            Self::Image(Image { data, .. })
            | Self::Audio(Audio { data, .. })
            | Self::Embedded(Embedded { body: Body::Bytes(data), .. }) => data.len(),
            Self::Embedded(Embedded { body: Body::Text(text), .. }) => text.len(),
            Self::ResourceLink(_) => 0,
        };
        held + self.extras().map_or(0, Extras::size)
    }

    /// What it says besides what it holds.
    pub(crate) fn extras(&self) -> Option<&Extras> {
        let extras = match self {
            Self::Text(text) => &text.extras,
            Self::Image(image) => &image.extras,
            Self::Audio(audio) => &audio.extras,
            Self::ResourceLink(link) => &link.extras,
            Self::Embedded(embedded) => &embedded.extras,
        };
        extras.as_deref()
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
            Self::Image(Image { data, mime_type, .. }) | Self::Audio(Audio { data, mime_type, .. }) => {
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
        if let Some(extras) = self.extras() {
            extras.write(&mut block);
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
        if let Some(extras) = self.extras.as_deref().filter(|extras| !extras.contents_meta.is_empty()) {
            contents.insert("_meta".into(), Value::Object(extras.contents_meta.clone()));
        }
        Value::Object(contents)
    }
}
