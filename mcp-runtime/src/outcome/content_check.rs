//! Content that no client can read: a MIME type that is none, a URI that leads nowhere, a name that says nothing. It is the
//! author's mistake, and is found here rather than by each client in its own way.

use std::fmt;

use crate::outcome::content::{Audio, Content, Embedded, Image, ResourceLink};

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

/// The first thing that is wrong with some blocks.
pub(crate) fn fault<'a>(blocks: impl IntoIterator<Item = &'a Content>) -> Option<Fault> {
    blocks.into_iter().enumerate().find_map(|(index, block)| {
        let (member, value, why) = block_fault(block)?;
        Some(Fault { index, member, value: value.to_owned(), why })
    })
}

fn block_fault(block: &Content) -> Option<(&'static str, &str, &'static str)> {
    match block {
        Content::Text(_) => None,
        Content::Image(Image { mime_type, .. }) | Content::Audio(Audio { mime_type, .. }) => mime(mime_type),
        Content::ResourceLink(ResourceLink { uri: address, name, mime_type, .. }) => {
            let nameless = name.trim().is_empty();
            uri(address)
                .or_else(|| nameless.then_some(("name", name, "clients show a link by its name")))
                .or_else(|| mime(mime_type.as_deref()?))
        }
        Content::Embedded(Embedded { uri: address, mime_type, .. }) => {
            uri(address).or_else(|| mime(mime_type.as_deref()?))
        }
    }
}

/// `type/subtype`, of the characters of a token, and parameters (RFC 9110).
fn mime(text: &str) -> Option<(&'static str, &str, &'static str)> {
    let token = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
    };
    let (kind, parameters) = text.split_once(';').unwrap_or((text, ""));
    let right = kind.trim_end().split_once('/').is_some_and(|(kind, subtype)| token(kind) && token(subtype))
        && !parameters.contains(char::is_control);
    (!right).then_some(("mimeType", text, "a MIME type is written `type/subtype`, as `image/png`"))
}

/// With a scheme, which is longer than the letter of a Windows drive.
fn uri(text: &str) -> Option<(&'static str, &str, &'static str)> {
    let right = crate::schema::format::is("uri", text) && !text[1..].starts_with(':');
    (!right).then_some((
        "uri",
        text,
        "a URI begins with its scheme, as `file:///a.txt`, and a blank in it is `%20`",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
