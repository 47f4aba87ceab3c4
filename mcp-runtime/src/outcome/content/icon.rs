//! Icons: those that an author makes while a tool runs, and those that stand in a table.
//!
//! What may be written in one is said by `const fn`s, so that an icon in a table is checked by the compiler.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// So many bytes of a `data:` URI are looked through for the end of its head.
const MOST_HEAD: usize = 256;

/// Which background an icon is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Theme {
    /// A light background.
    Light,
    /// A dark background.
    Dark,
}

impl Theme {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// A picture that clients may show beside a name; clients before 2025-11-25 get none.
///
/// PNG and JPEG are shown by every client that shows icons, others not by all.
///
/// ```
/// use mcp_runtime::{Icon, ResourceLink, Theme};
///
/// let icon = Icon::new("https://example.com/table.png").mime_type("image/png").size("48x48").theme(Theme::Dark);
/// assert_eq!(icon.sizes, ["48x48"]);
/// let link = ResourceLink::new("file:///measured.csv", "measured.csv").icon(icon);
/// # let _ = link;
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Icon {
    /// Where it is: an `https:` URI, or a `data:` URI with base64. Clients take `http:` from few places, if from any.
    pub src: String,
    /// The MIME type, such as `image/png`.
    pub mime_type: Option<String>,
    /// The sizes that it is good for, each `any` or width and height in pixels, as `48x48`; none means any.
    pub sizes: Vec<String>,
    /// The background that it is made for; none means any.
    pub theme: Option<Theme>,
}

impl Icon {
    /// An icon at this URI. What is no `https:`, `http:` or `data:` URI is an error of the tool when the result is sent.
    pub fn new(src: impl Into<String>) -> Self {
        Self { src: src.into(), mime_type: None, sizes: Vec::new(), theme: None }
    }

    /// An icon that travels with what it belongs to: its bytes, as in a file, and their MIME type.
    ///
    /// ```
    /// let icon = mcp_runtime::Icon::from_bytes([0x89, 0x50], "image/png");
    /// assert_eq!(icon.src, "data:image/png;base64,iVA=");
    /// ```
    pub fn from_bytes(data: impl AsRef<[u8]>, mime_type: impl Into<String>) -> Self {
        let mime_type = mime_type.into();
        let src = format!("data:{mime_type};base64,{}", STANDARD.encode(data));
        Self { mime_type: Some(mime_type), ..Self::new(src) }
    }

    /// Says which MIME type it has.
    #[must_use]
    pub fn mime_type(mut self, mime_type: impl Into<String>) -> Self {
        self.mime_type = Some(mime_type.into());
        self
    }

    /// Adds a size that it is good for: `any`, or width and height in pixels, as `48x48`.
    #[must_use]
    pub fn size(mut self, size: impl Into<String>) -> Self {
        self.sizes.push(size.into());
        self
    }

    /// Says which background it is made for.
    #[must_use]
    pub fn theme(mut self, theme: Theme) -> Self {
        self.theme = Some(theme);
        self
    }

    /// The icon as the newest revision has it. Sizes are a list: a text in its place breaks clients (L-ICON-02).
    pub(crate) fn to_json(&self) -> Value {
        let mut icon = Map::new();
        icon.insert("src".into(), self.src.as_str().into());
        if let Some(mime) = &self.mime_type {
            icon.insert("mimeType".into(), mime.as_str().into());
        }
        if !self.sizes.is_empty() {
            icon.insert("sizes".into(), self.sizes.as_slice().into());
        }
        if let Some(theme) = self.theme {
            icon.insert("theme".into(), theme.as_str().into());
        }
        Value::Object(icon)
    }
}

/// An icon in a table. The macro has each part of it checked at the author's token, by the functions below.
#[derive(Debug, Clone, Copy)]
pub struct IconSpec {
    src: &'static str,
    /// Empty when it is not said.
    mime_type: &'static str,
    /// With blanks between them.
    sizes: &'static str,
    theme: Option<Theme>,
}

impl IconSpec {
    /// An icon at this URI.
    pub const fn new(src: &'static str) -> Self {
        Self { src, mime_type: "", sizes: "", theme: None }
    }

    /// Sets the MIME type.
    pub const fn mime_type(mut self, mime_type: &'static str) -> Self {
        self.mime_type = mime_type;
        self
    }

    /// Sets the sizes, with blanks between them.
    pub const fn sizes(mut self, sizes: &'static str) -> Self {
        self.sizes = sizes;
        self
    }

    /// Sets the background that it is made for.
    pub const fn theme(mut self, theme: Theme) -> Self {
        self.theme = Some(theme);
        self
    }
}

/// Refuses what is no source of an icon.
#[track_caller]
pub const fn icon_source(src: &str) {
    assert!(is_source(src), "an icon is at an `https:` or `http:` URI, or is a `data:` URI with base64");
}

/// Refuses what is no MIME type.
#[track_caller]
pub const fn icon_mime(mime_type: &str) {
    assert!(is_mime(mime_type.as_bytes()), "a MIME type is written `type/subtype`, as `image/png`");
}

/// Refuses what are no sizes with a blank between them.
#[track_caller]
pub const fn icon_sizes(sizes: &str) {
    assert!(
        are_sizes(sizes),
        "sizes are `any`, or width and height, as `48x48`, with a blank between two of them"
    );
}

impl From<&IconSpec> for Icon {
    fn from(spec: &IconSpec) -> Self {
        let mime_type = (!spec.mime_type.is_empty()).then(|| spec.mime_type.to_owned());
        let sizes = spec.sizes.split_ascii_whitespace().map(str::to_owned).collect();
        Self { src: spec.src.to_owned(), mime_type, sizes, theme: spec.theme }
    }
}

/// Whether clients take an icon from there: they refuse every other scheme (M-ICON-01, L-ICON-01). `http:` is in the schema,
/// and is what a server on the same machine has.
pub(crate) const fn is_source(src: &str) -> bool {
    let text = src.as_bytes();
    is_web(src) || starts_with(text, b"data:") && is_inline(text.split_at(5).1)
}

/// Whether it is an `https:` or `http:` URI.
pub(crate) const fn is_web(uri: &str) -> bool {
    let text = uri.as_bytes();
    if starts_with(text, b"https://") {
        return is_plain(text, 8);
    }
    starts_with(text, b"http://") && is_plain(text, 7)
}

/// `image/png;base64,iVBO…`, behind `data:`. The data may be long, so only its head is looked at.
const fn is_inline(text: &[u8]) -> bool {
    const MARK: &[u8] = b";base64,";
    let mut at = 0;
    while at < MOST_HEAD && at + MARK.len() < text.len() {
        let (head, rest) = text.split_at(at);
        if starts_with(rest, MARK) {
            return is_mime(head);
        }
        at += 1;
    }
    false
}

/// `type/subtype`, of the characters of a token, and parameters (RFC 9110).
pub(crate) const fn is_mime(text: &[u8]) -> bool {
    let slash = token_end(text, 0);
    if slash == 0 || slash == text.len() || text[slash] != b'/' {
        return false;
    }
    let mut at = token_end(text, slash + 1);
    if at == slash + 1 {
        return false;
    }
    while at < text.len() && matches!(text[at], b' ' | b'\t') {
        at += 1;
    }
    if at < text.len() && text[at] != b';' {
        return false;
    }
    while at < text.len() {
        if text[at].is_ascii_control() {
            return false;
        }
        at += 1;
    }
    true
}

/// Whether it is `any`, or width and height in pixels, as `48x48`.
pub(crate) const fn is_size(text: &str) -> bool {
    are_sizes_in(text.as_bytes(), false)
}

const fn are_sizes(text: &str) -> bool {
    are_sizes_in(text.as_bytes(), true)
}

/// One size, or more with a blank between them.
const fn are_sizes_in(text: &[u8], several: bool) -> bool {
    let mut rest = text;
    loop {
        let end = if rest.len() >= 3 && rest[0] == b'a' && rest[1] == b'n' && rest[2] == b'y' {
            3
        } else {
            let by = pixels_end(rest, 0);
            if by == 0 || by == rest.len() || rest[by] != b'x' {
                return false;
            }
            let end = pixels_end(rest, by + 1);
            if end == by + 1 {
                return false;
            }
            end
        };
        if end == rest.len() {
            return true;
        }
        if !several || rest[end] != b' ' {
            return false;
        }
        rest = rest.split_at(end + 1).1;
    }
}

/// Where the number that begins at `at` ends; there itself when none does. Nothing is 0 pixels wide.
const fn pixels_end(text: &[u8], at: usize) -> usize {
    let mut end = at;
    while end < text.len() && text[end].is_ascii_digit() && (end > at || text[end] != b'0') {
        end += 1;
    }
    end
}

const fn token_end(text: &[u8], mut at: usize) -> usize {
    while at < text.len() && is_token(text[at]) {
        at += 1;
    }
    at
}

const fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#'
                | b'$'
                | b'%'
                | b'&'
                | b'\''
                | b'*'
                | b'+'
                | b'-'
                | b'.'
                | b'^'
                | b'_'
                | b'`'
                | b'|'
                | b'~'
        )
}

/// Schemes ignore case.
const fn starts_with(text: &[u8], start: &[u8]) -> bool {
    if text.len() < start.len() {
        return false;
    }
    let mut at = 0;
    while at < start.len() {
        if !text[at].eq_ignore_ascii_case(&start[at]) {
            return false;
        }
        at += 1;
    }
    true
}

/// Whether a host follows at `at`, and nothing that a URI cannot have (RFC 3986).
const fn is_plain(text: &[u8], mut at: usize) -> bool {
    if at == text.len() || matches!(text[at], b'/' | b'?' | b'#' | b':') {
        return false;
    }
    while at < text.len() {
        let byte = text[at];
        if byte <= b' '
            || byte == 0x7f
            || matches!(byte, b'<' | b'>' | b'"' | b'{' | b'}' | b'|' | b'\\' | b'^' | b'`')
        {
            return false;
        }
        at += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_that_clients_take_m_icon_01() {
        for right in [
            "https://example.com/a.png",
            "HTTPS://example.com",
            "http://127.0.0.1:8080/a%20b.png?c#d",
            "data:image/png;base64,iVBORw==",
            "data:image/svg+xml;charset=utf-8;base64,PHN2Zz4=",
        ] {
            assert!(is_source(right), "{right}");
        }
        for wrong in [
            "",
            "a.png",
            "file:///a.png",
            "javascript:alert(1)",
            "ftp://example.com/a.png",
            "https:example.com",
            "https://",
            "https:///a.png",
            "https://example.com/a b",
            "https://example.com/\n",
            "https://example.com/<a>",
            "data:",
            "data:image/png;base64,",
            "data:image/png,abc",
            "data:;base64,abc",
            "data:image/svg+xml;utf8,<svg/>",
        ] {
            assert!(!is_source(wrong), "{wrong}");
        }
        assert!(!is_source(&format!("data:{};base64,abc", "x/".repeat(MOST_HEAD))));
    }

    #[test]
    fn sizes() {
        for right in ["any", "48x48", "1024x7"] {
            assert!(is_size(right), "{right}");
        }
        for wrong in [
            "",
            "48",
            "48x",
            "x48",
            "48X48",
            "0x48",
            "48x048",
            "48x48 ",
            "48x48 any",
            "anyx",
            "Any1",
            "48×48",
        ] {
            assert!(!is_size(wrong), "{wrong}");
        }
        assert!(are_sizes("48x48 96x96 any"));
        assert!(!are_sizes("48x48,96x96"));
        assert!(!are_sizes("48x48  any"));
        assert!(!are_sizes(" any"));
    }

    #[test]
    fn an_icon_of_a_table_is_an_icon_l_icon_02() {
        const BARE: IconSpec = IconSpec::new("http://localhost/a");
        const ICON: IconSpec = IconSpec::new("https://example.com/a.png")
            .mime_type("image/png")
            .sizes("48x48 96x96")
            .theme(Theme::Light);
        let icon = Icon::new("https://example.com/a.png")
            .mime_type("image/png")
            .size("48x48")
            .size("96x96")
            .theme(Theme::Light);
        assert_eq!(Icon::from(&ICON), icon);
        assert_eq!(
            icon.to_json(),
            serde_json::json!({
                "src": "https://example.com/a.png", "mimeType": "image/png", "sizes": ["48x48", "96x96"], "theme": "light",
            })
        );
        assert_eq!(Icon::from(&BARE).to_json(), serde_json::json!({ "src": "http://localhost/a" }));
    }

    #[test]
    #[should_panic(expected = "an icon is at an `https:`")]
    fn a_wrong_icon_of_a_table_does_not_compile_in_a_constant() {
        icon_source("a.png");
    }
}
