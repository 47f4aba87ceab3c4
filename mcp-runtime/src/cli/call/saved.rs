//! What is no text, such as an image: it is saved into files, or left out with its size.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// So many files of one name there may be in a folder.
const MOST: u32 = 10_000;
/// So long the name of a file is, in characters.
const LONGEST: usize = 80;

/// Saves what is no text.
#[derive(Debug)]
pub(super) struct Saver {
    /// Where to; nowhere when nobody said so.
    folder: Option<PathBuf>,
    /// What files are called that have no name of their own: the tool, or what it is.
    name: String,
    files: Vec<String>,
    left_out: bool,
}

/// What is known of something that is no text.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) mime: String,
    pub(super) bytes: usize,
    pub(super) file: Option<String>,
}

impl Saver {
    pub(super) fn new(folder: Option<&str>, name: &str) -> Self {
        let folder = folder.map(PathBuf::from);
        Self { folder, name: name.to_owned(), files: Vec::new(), left_out: false }
    }

    /// The files that were written, in their order.
    pub(super) fn files(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(String::as_str)
    }

    /// Whether something was not saved.
    pub(super) fn left_out(&self) -> bool {
        self.left_out
    }

    /// Keeps what `data` is in Base64. `uri` is that of a resource, or empty. Err: why it cannot be saved.
    pub(super) fn keep(&mut self, data: &str, mime: &str, uri: &str) -> Result<Kept, String> {
        let size = data.trim_end_matches('=').len() * 3 / 4;
        let mut kept = Kept { mime: mime.to_owned(), bytes: size, file: None };
        let Some(folder) = self.folder.clone() else {
            self.left_out = true;
            return Ok(kept);
        };
        let bytes = STANDARD
            .decode(data)
            .map_err(|error| format!("what is {mime} cannot be saved: it is no Base64: {error}"))?;
        let file = write(&folder, &stem(uri, &self.name), extension(mime, uri), &bytes)
            .map_err(|error| format!("--save: {} cannot be written to: {error}", folder.display()))?;
        self.files.push(file.clone());
        kept.file = Some(file);
        Ok(kept)
    }
}

/// Writes a file that is not there yet.
fn write(folder: &Path, stem: &str, extension: &str, bytes: &[u8]) -> std::io::Result<String> {
    fs::create_dir_all(folder)?;
    for number in 1..MOST {
        let number = if number == 1 { String::new() } else { format!("-{number}") };
        let path = folder.join(format!("{stem}{number}.{extension}"));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => {
                file.write_all(bytes)?;
                return Ok(path.display().to_string());
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(std::io::Error::other(format!("there are {MOST} files `{stem}` in it")))
}

/// The last part of the path of a URI.
fn last(uri: &str) -> &str {
    let path = uri.split(['?', '#']).next().unwrap_or_default();
    path.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

/// The name of a file without its extension: what the resource is called, or else `name`. Only what is safe in any folder stays of it.
fn stem(uri: &str, name: &str) -> String {
    let last = last(uri);
    let own = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    let safe = |text: &str| -> String {
        let chars = text.chars().take(LONGEST);
        let chars =
            chars.map(|c| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '_' });
        chars.collect::<String>().trim_matches('.').to_owned()
    };
    [safe(own), safe(name), "file".to_owned()].into_iter().find(|stem| !stem.is_empty()).unwrap_or_default()
}

/// The extension of a file: that of a MIME type, or else of the URI.
fn extension<'a>(mime: &'a str, uri: &'a str) -> &'a str {
    let plain = mime.split(';').next().unwrap_or_default().trim();
    let is_short =
        |text: &str| (1..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    match plain {
        "image/jpeg" => "jpg",
        "image/svg+xml" => "svg",
        "image/x-icon" | "image/vnd.microsoft.icon" => "ico",
        "audio/mpeg" => "mp3",
        "audio/x-wav" | "audio/wave" => "wav",
        "audio/mp4" => "m4a",
        "application/gzip" => "gz",
        "text/plain" => "txt",
        "text/markdown" => "md",
        _ => {
            let own = last(uri).rsplit_once('.').map(|(_, own)| own);
            let of_type = plain.split_once('/').map(|(_, kind)| kind);
            own.into_iter().chain(of_type).find(|text| is_short(text)).unwrap_or("bin")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files() {
        for (mime, uri, name) in [
            ("image/png", "", "tool.png"),
            ("image/jpeg", "file:///a/b.jpeg", "b.jpg"),
            ("application/octet-stream", "file:///a/b.tgz", "b.tgz"),
            ("application/octet-stream", "x://../..", "tool.bin"),
            ("binary", "x://a/%2E%2E?q", "_2E_2E.bin"),
            ("application/pdf; version=2", "x://a", "a.pdf"),
        ] {
            assert_eq!(format!("{}.{}", stem(uri, "tool"), extension(mime, uri)), name, "{mime} {uri}");
        }
    }
}
