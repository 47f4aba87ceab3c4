//! The file of a client: read whole, and replaced whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::outcome::error::Error;

/// So many links are followed from one to the next.
const LINKS: usize = 40;

/// So many lines are shown before and after a difference.
const AROUND: usize = 3;

/// A mark of byte order, which some editors write.
const MARK: &str = "\u{FEFF}";

/// What was read of a file.
pub(super) struct Read {
    path: PathBuf,
    /// What the file has; nothing where there is none.
    bytes: Option<Vec<u8>>,
    marked: bool,
    returns: bool,
    /// Its text, with `\n` alone between lines where all of them have `\r\n`.
    pub(super) text: String,
}

impl Read {
    pub(super) fn of(path: &Path) -> Result<Self, Error> {
        let path = followed(path);
        let bytes = match fs::read(&path) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => {
                return Err(Error::because(format!("{} cannot be read", path.display()), error));
            }
        };
        let text = std::str::from_utf8(bytes.as_deref().unwrap_or_default())
            .map_err(|_| Error::new(format!("{} is not UTF-8, so it is left as it is", path.display())))?;
        let marked = text.starts_with(MARK);
        let text = text.strip_prefix(MARK).unwrap_or(text);
        let returns = text.contains("\r\n") && !text.replace("\r\n", "").contains('\n');
        let text = if returns { text.replace("\r\n", "\n") } else { text.to_owned() };
        Ok(Self { path, bytes, marked, returns, text })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Puts a text in the place of the file: all of it, or nothing. What was there is kept beside it; the path of that is given.
    pub(super) fn replace(&self, text: &str, private: bool) -> Result<Option<PathBuf>, Error> {
        let failed = |what: &str, error: io::Error| {
            Error::because(format!("{} is not written: {what}", self.path.display()), error)
        };
        let text = if self.returns { text.replace('\n', "\r\n") } else { text.to_owned() };
        let text = if self.marked { format!("{MARK}{text}") } else { text };
        let folder = self.path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(|error| failed("its folder cannot be made", error))?;
        let beside = beside(&self.path, &format!(".{}.new", std::process::id()));
        let written = self.write(&beside, &text, private).and_then(|()| {
            // Who runs meanwhile may have written it.
            if fs::read(&self.path).ok() != self.bytes {
                return Err(io::Error::other("it was changed meanwhile: try again"));
            }
            let kept = self.bytes.as_ref().map(|_| self::beside(&self.path, ".bak"));
            if let Some(kept) = &kept {
                fs::copy(&self.path, kept)?;
            }
            fs::rename(&beside, &self.path)?;
            Ok(kept)
        });
        written.map_err(|error| {
            let _ = fs::remove_file(&beside);
            failed("nothing is changed", error)
        })
    }

    /// Writes the text to another path, which may be read by those who may read this.
    fn write(&self, path: &Path, text: &str, private: bool) -> io::Result<()> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        if private || self.bytes.is_some() {
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        }
        #[cfg(not(unix))]
        let _ = private;
        let mut file: File = options.open(path)?;
        if self.bytes.is_some() {
            file.set_permissions(fs::metadata(&self.path)?.permissions())?;
        }
        file.write_all(text.as_bytes())?;
        file.sync_all()
    }
}

/// A path with something behind its name.
fn beside(path: &Path, more: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(more);
    path.with_file_name(name)
}

/// What a path leads to by links, also where that is not there.
fn followed(path: &Path) -> PathBuf {
    let mut path = path.to_owned();
    for _ in 0..LINKS {
        let Ok(next) = fs::read_link(&path) else { break };
        path = path.parent().unwrap_or(Path::new("")).join(next);
    }
    path
}

/// The difference of two texts, by lines.
pub(super) fn difference(old: &str, new: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let head = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let most = old.len().min(new.len()) - head;
    let tail = old.iter().rev().zip(new.iter().rev()).take(most).take_while(|(old, new)| old == new).count();
    let mut lines: Vec<(char, &str)> =
        old[head.saturating_sub(AROUND)..head].iter().map(|line| (' ', *line)).collect();
    lines.extend(common(&old[head..old.len() - tail], &new[head..new.len() - tail]));
    lines.extend(new[new.len() - tail..].iter().take(AROUND).map(|line| (' ', *line)));
    let mut text = String::new();
    for (mark, line) in lines {
        text.push_str(format!("{mark} {line}").trim_end());
        text.push('\n');
    }
    text
}

/// What two lists of lines have in common, what the first alone has, and what the second.
fn common<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<(char, &'a str)> {
    let mut longest = vec![vec![0_usize; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            longest[i][j] = if old[i] == new[j] {
                longest[i + 1][j + 1] + 1
            } else {
                longest[i + 1][j].max(longest[i][j + 1])
            };
        }
    }
    let (mut i, mut j, mut lines) = (0, 0, Vec::new());
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            lines.push((' ', old[i]));
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || (i < old.len() && longest[i + 1][j] >= longest[i][j + 1]) {
            lines.push(('-', old[i]));
            i += 1;
        } else {
            lines.push(('+', new[j]));
            j += 1;
        }
    }
    lines
}
