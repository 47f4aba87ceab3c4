//! Content that no client can read: a MIME type that is none, a URI that leads nowhere, a name that says nothing. It is the
//! author's mistake, and is found here rather than by each client in its own way.

use std::borrow::Cow;
use std::fmt;

use serde_json::{Map, Value};

use crate::outcome::content::{Audio, Content, Embedded, Extras, Icon, Image, ResourceLink};
use crate::outcome::content::{is_mime, is_size, is_source};
use crate::outcome::contents::ResourceContents;
use crate::outcome::meta_key;
use crate::schema::format;

/// What is wrong with the content of a result.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Which block, counted from 0.
    pub(crate) index: usize,
    /// The name of the member on the wire.
    pub(crate) member: &'static str,
    value: String,
    why: &'static str,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { index, member, value, why } = self;
        write!(f, "`{member}` of content[{index}] is {:?}: {why}", crate::schema::describe::cut(value))
    }
}

/// A member, what stands there, and what is wrong with it.
type Wrong<'a> = (&'static str, Cow<'a, str>, &'static str);

/// The first thing that is wrong with some blocks.
pub(crate) fn fault<'a>(blocks: impl IntoIterator<Item = &'a Content>) -> Option<Fault> {
    blocks.into_iter().enumerate().find_map(|(index, block)| {
        let wrong = block_fault(block).or_else(|| extras_fault(block.extras()?));
        let (member, value, why) = wrong?;
        Some(Fault { index, member, value: value.into_owned(), why })
    })
}

/// The first thing that is wrong with `_meta` of a result.
pub(crate) fn meta_fault(extras: &Extras) -> Option<String> {
    let (_, value, why) = extras_fault(extras)?;
    Some(format!("`_meta` has {:?}: {why}", crate::schema::describe::cut(&value)))
}

/// The first thing that is wrong with the contents of a resource.
pub(crate) fn contents_fault(parts: &[ResourceContents]) -> Option<Fault> {
    parts.iter().enumerate().find_map(|(index, part)| {
        let own_uri = part.uri.as_deref().and_then(uri);
        let wrong = own_uri.or_else(|| mime("mimeType", part.mime_type.as_deref()?));
        let (member, value, why) = wrong.or_else(|| keys(&part.meta))?;
        Some(Fault { index, member, value: value.into_owned(), why })
    })
}

fn block_fault(block: &Content) -> Option<Wrong<'_>> {
    match block {
        Content::Text(_) => None,
        Content::Image(Image { mime_type, .. }) | Content::Audio(Audio { mime_type, .. }) => {
            mime("mimeType", mime_type)
        }
        Content::ResourceLink(ResourceLink { uri: address, name, mime_type, .. }) => {
            let nameless = name.trim().is_empty();
            uri(address)
                .or_else(|| nameless.then_some(("name", name.into(), "clients show a link by its name")))
                .or_else(|| mime("mimeType", mime_type.as_deref()?))
        }
        Content::Embedded(Embedded { uri: address, mime_type, .. }) => {
            uri(address).or_else(|| mime("mimeType", mime_type.as_deref()?))
        }
    }
}

fn extras_fault(extras: &Extras) -> Option<Wrong<'_>> {
    let unwritten = || {
        let value = extras.unwritten.as_deref()?;
        Some(("_meta", value.into(), "a value under `_meta` is one that JSON has"))
    };
    let number = || priority(extras.priority?);
    let changed = || moment(extras.last_modified.as_deref()?);
    number()
        .or_else(changed)
        .or_else(|| extras.icons.iter().find_map(icon))
        .or_else(unwritten)
        .or_else(|| keys(&extras.meta))
        .or_else(|| keys(&extras.contents_meta))
}

fn mime<'a>(member: &'static str, text: &'a str) -> Option<Wrong<'a>> {
    let right = is_mime(text.as_bytes());
    (!right).then_some((member, text.into(), "a MIME type is written `type/subtype`, as `image/png`"))
}

/// With a scheme, which is longer than the letter of a Windows drive.
fn uri(text: &str) -> Option<Wrong<'_>> {
    let right = format::is("uri", text) && !text[1..].starts_with(':');
    (!right).then_some((
        "uri",
        text.into(),
        "a URI begins with its scheme, as `file:///a.txt`, and a blank in it is `%20`",
    ))
}

fn priority(number: f64) -> Option<Wrong<'static>> {
    let right = (0.0..=1.0).contains(&number);
    (!right).then(|| ("annotations.priority", number.to_string().into(), "a priority is from 0 to 1"))
}

/// RFC 3339 as clients read it: large letters, and no leap second (L-TOOL-15).
pub(crate) fn is_moment(text: &str) -> bool {
    format::is("date-time", text) && !text.contains(['t', 'z']) && !text.contains(":60")
}

/// What a moment is, for who wrote none.
pub(crate) const MOMENT: &str = "a moment has a date, a time and an offset, as `2026-07-01T09:00:00Z`";

fn moment(text: &str) -> Option<Wrong<'_>> {
    (!is_moment(text)).then_some(("annotations.lastModified", text.into(), MOMENT))
}

fn icon(icon: &Icon) -> Option<Wrong<'_>> {
    // The first looks only at the head of what is inline.
    let right = is_source(&icon.src) && format::is("uri", &icon.src);
    let source = (!right).then_some((
        "icons.src",
        icon.src.as_str().into(),
        "an icon is at an `https:` or `http:` URI, or is a `data:` URI with base64",
    ));
    source.or_else(|| mime("icons.mimeType", icon.mime_type.as_deref()?)).or_else(|| {
        let wrong = icon.sizes.iter().find(|size| !is_size(size))?;
        Some(("icons.sizes", wrong.into(), "a size is `any`, or width and height, as `48x48`"))
    })
}

fn keys(meta: &Map<String, Value>) -> Option<Wrong<'_>> {
    meta.keys().find_map(|key| Some(("_meta", key.into(), meta_key::fault(key)?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::content::Text;

    fn link(uri: &str, name: &str, mime: Option<&str>) -> Content {
        let mut link = ResourceLink::new(uri, name);
        link.mime_type = mime.map(str::to_owned);
        link.into()
    }

    fn image(mime: &str) -> Content {
        Image::new([1], mime).into()
    }

    #[test]
    fn what_clients_read_passes() {
        let mut embedded = Embedded::text("urn:isbn:1", "x");
        embedded.mime_type = Some("text/plain; charset=utf-8".into());
        let blocks = [
            Content::text(""),
            image("image/svg+xml"),
            Audio::new([], "audio/x-wav;codec=\"1\"").into(),
            link("https://example.com/a%20b?c#d", "a", None),
            link("file:///größe.txt", "größe", Some("application/vnd.a.b-c+json")),
            embedded.into(),
        ];
        assert_eq!(fault(&blocks), None);
    }

    #[test]
    fn what_no_client_reads_is_named() {
        let mut embedded = Embedded::bytes("memo://1", [1]);
        embedded.mime_type = Some("text".into());
        for (block, member) in [
            (image(""), "mimeType"),
            (image("nonsense"), "mimeType"),
            (image("image/"), "mimeType"),
            (image("/png"), "mimeType"),
            (image("image/png/x"), "mimeType"),
            (image("image png"), "mimeType"),
            (image("ima ge/png"), "mimeType"),
            (image("image/png;\n"), "mimeType"),
            (Audio::new([], "wav").into(), "mimeType"),
            (link("", "a", None), "uri"),
            (link("a.txt", "a", None), "uri"),
            (link("/tmp/a.txt", "a", None), "uri"),
            (link("file:///a b", "a", None), "uri"),
            (link("C:/a.txt", "a", None), "uri"),
            (link("é:x", "a", None), "uri"),
            (link("file:///a", "", None), "name"),
            (link("file:///a", " ", None), "name"),
            (link("file:///a", "a", Some("")), "mimeType"),
            (Embedded::text("readme", "x").into(), "uri"),
            (embedded.into(), "mimeType"),
        ] {
            let text = format!("{block:?}");
            let found = fault(&[Content::text("fine"), block]).map(|fault| (fault.index, fault.member));
            assert_eq!(found, Some((1, member)), "{text}");
        }
        let text = fault(&[image("x")]).map(|fault| fault.to_string()).unwrap_or_default();
        assert!(text.starts_with("`mimeType` of content[0] is \"x\": a MIME type is written"), "{text}");
    }

    fn wrong(block: impl Into<Content>) -> Option<&'static str> {
        fault(&[block.into()]).map(|fault| fault.member)
    }

    #[test]
    fn priorities() {
        for right in [0.0, -0.0, 0.5, 1.0] {
            assert_eq!(wrong(Text::new("a").priority(right)), None, "{right}");
        }
        for number in [-0.1, 1.1, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(wrong(Text::new("a").priority(number)), Some("annotations.priority"), "{number}");
        }
    }

    #[test]
    fn moments_l_tool_15() {
        for right in ["2026-07-28T09:00:00Z", "2024-02-29T23:59:59.123+02:00"] {
            assert_eq!(wrong(Image::png([1]).last_modified(right)), None, "{right}");
        }
        for text in [
            "",
            "2026-07-28",
            "2026-07-28T09:00:00",
            "2026-07-28 09:00:00Z",
            "2026-07-28t09:00:00Z",
            "2026-07-28T09:00:00z",
            "2026-12-31T23:59:60Z",
            "2026-02-29T09:00:00Z",
            "28 July 2026",
        ] {
            assert_eq!(
                wrong(Image::png([1]).last_modified(text)),
                Some("annotations.lastModified"),
                "{text}"
            );
        }
    }

    #[test]
    fn icons_m_icon_01_l_icon_01() {
        let link = |icon| wrong(ResourceLink::new("file:///a", "a").icon(icon));
        let icon = || Icon::new("https://example.com/a.png");
        assert_eq!(link(icon().mime_type("image/png").size("any").size("48x48")), None);
        assert_eq!(link(Icon::from_bytes([1, 2, 3], "image/png")), None);
        assert_eq!(link(Icon::new("file:///a.png")), Some("icons.src"));
        assert_eq!(link(Icon::from_bytes([1], "png")), Some("icons.src"));
        assert_eq!(link(Icon::new("data:image/png;base64,iVBO Rw==")), Some("icons.src"));
        assert_eq!(link(icon().mime_type("png")), Some("icons.mimeType"));
        assert_eq!(link(icon().size("any").size("48")), Some("icons.sizes"));
    }

    #[test]
    fn what_stands_under_meta_is_looked_at_everywhere() {
        let inside = Embedded::text("file:///a", "x").meta("fine", 1).contents_meta("not fine", 2);
        assert_eq!(wrong(inside), Some("_meta"));
        assert_eq!(wrong(Audio::new([1], "audio/wav").meta("dev.mcp/x", 1)), Some("_meta"));
        let no_json = std::collections::BTreeMap::from([((1, 2), 3)]);
        let unwritten = Text::new("a").meta("pairs", no_json).meta("fine", 1);
        let text = fault(&[unwritten.into()]).map(|fault| fault.to_string()).unwrap_or_default();
        assert_eq!(
            text,
            "`_meta` of content[0] is \"pairs: key must be a string\": a value under `_meta` is one that JSON has"
        );
    }
}
