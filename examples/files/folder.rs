//! The folder that is served, and that nothing leaves.

use std::io;
use std::path::{Component, Path, PathBuf};

use ignore::{DirEntry, WalkBuilder};
use mcp_runtime::ToolError;

use crate::near::nearest;

/// What version control keeps for itself: never what somebody looks for, and a large part of many folders.
const VERSION_CONTROL: [&str; 4] = [".git", ".hg", ".jj", ".svn"];

/// So many names are in the answer to a path that does not exist.
const MAX_NAMES: usize = 20;

/// A folder by its real path.
#[derive(Debug)]
pub(crate) struct Folder {
    real: PathBuf,
    /// As it was named at the start: callers know it by this path, which may lead through links.
    named: PathBuf,
    in_repository: bool,
}

/// Something in it.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) path: PathBuf,
    /// The path from the folder, with `/`.
    pub(crate) relative: String,
    pub(crate) kind: Kind,
}

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    File,
    Folder,
}

/// What to walk through.
#[derive(Debug, Default)]
pub(crate) struct Walk<'a> {
    /// Only what is below this real path.
    pub(crate) below: Option<&'a Path>,
    /// So many levels below that.
    pub(crate) depth: Option<usize>,
    /// Not what comes before this path from the root.
    pub(crate) from: Option<&'a str>,
    pub(crate) include_ignored: bool,
}

impl Folder {
    pub(crate) fn new(path: &Path) -> io::Result<Self> {
        let real = path.canonicalize()?;
        if !real.is_dir() {
            return Err(io::Error::other("not a folder"));
        }
        let in_repository =
            real.ancestors().any(|folder| [".git", ".jj"].iter().any(|name| folder.join(name).exists()));
        Ok(Self { real, named: std::path::absolute(path)?, in_repository })
    }

    /// The real path of what a caller names. It must be inside the folder, also when a link leads elsewhere.
    pub(crate) fn resolve(&self, path: &str) -> Result<PathBuf, ToolError> {
        // Checked before anything is looked up, so that nothing is told of what is outside.
        let plain = self.plain(path).ok_or_else(|| outside(path))?;
        match self.real.join(&plain).canonicalize() {
            Ok(real) if real.starts_with(&self.real) => Ok(real),
            Ok(_) => Err(outside(path)),
            Err(error) => Err(self.not_found(path, &plain, &error)),
        }
    }

    /// The path from the root without `.` and `..`, unless that is outside.
    fn plain(&self, path: &str) -> Option<PathBuf> {
        let path = Path::new(path);
        let inside = path.strip_prefix(&self.real).or_else(|_| path.strip_prefix(&self.named));
        let mut plain = PathBuf::new();
        for component in inside.unwrap_or(path).components() {
            match component {
                Component::Normal(name) => plain.push(name),
                Component::CurDir => {}
                Component::ParentDir => plain.pop().then_some(())?,
                Component::RootDir | Component::Prefix(_) => return None,
            }
        }
        Some(plain)
    }

    /// Names what is there instead.
    fn not_found(&self, path: &str, plain: &Path, error: &io::Error) -> ToolError {
        let existing = plain.ancestors().skip(1).find_map(|folder| {
            let real = self.real.join(folder).canonicalize().ok()?;
            Some((folder, real))
        });
        let Some((folder, real)) = existing else { return ToolError::new(format!("there is no `{path}`")) };
        if !real.starts_with(&self.real) {
            // A link led out: whether something is there is not told either.
            return outside(path);
        }
        if !matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) {
            return ToolError::new(format!("`{path}` cannot be opened: {error}"));
        }
        let missing = plain.strip_prefix(folder).ok().and_then(|rest| rest.iter().next()?.to_str());
        let mut names = names(&real);
        let near = nearest(missing.unwrap_or_default(), &names);
        let hint = if names.is_empty() {
            "find it with `find`".to_owned()
        } else if near.is_empty() {
            let more = if names.len() > MAX_NAMES { ", … (`tree` shows all)" } else { "" };
            names.truncate(MAX_NAMES);
            format!("in `{}` there are: {}{more}", slashed_or_dot(folder), names.join(", "))
        } else {
            let near: Vec<_> = near.iter().map(|name| format!("`{}`", slashed(&folder.join(name)))).collect();
            format!("did you mean {}?", near.join(" or "))
        };
        ToolError::new(format!("there is no `{path}`")).hint(hint)
    }

    /// Everything that `walk` asks for, sorted. Links are not followed. A name that is not Unicode is left out: a caller could
    /// not say it.
    ///
    /// It starts at the root in any case, because that is where the ignore files are.
    pub(crate) fn walk(&self, walk: &Walk<'_>) -> impl Iterator<Item = Entry> + use<'_> {
        let below = walk.below.unwrap_or(&self.real).to_owned();
        let level = below.strip_prefix(&self.real).map_or(0, |below| below.components().count());
        let from = walk.from.map(|from| self.real.join(from));
        let (limit, inner) = (below.clone(), below);
        let wanted = move |entry: &DirEntry| {
            let path = entry.path();
            let asked = limit.starts_with(path);
            entry.file_name().to_str().is_some_and(|name| asked || !VERSION_CONTROL.contains(&name))
                && (asked || path.starts_with(&limit))
                && from.as_ref().is_none_or(|from| path >= from.as_path() || from.starts_with(path))
        };
        WalkBuilder::new(&self.real)
            .standard_filters(!walk.include_ignored)
            // Where git is not used, ignore files still say what is not worth a look, but only those in the folder: one
            // in somebody's home would be about something else.
            .require_git(self.in_repository)
            .parents(self.in_repository && !walk.include_ignored)
            .max_depth(walk.depth.map(|depth| level + depth))
            .sort_by_file_path(Path::cmp)
            .filter_entry(wanted)
            .build()
            .filter_map(Result::ok)
            .filter(move |entry| entry.path() != inner && entry.path().starts_with(&inner))
            .filter_map(|entry| self.entry(entry))
    }

    /// Neither a link nor a device: those may lead anywhere, or never end.
    fn entry(&self, entry: DirEntry) -> Option<Entry> {
        let kind = match entry.file_type()? {
            kind if kind.is_dir() => Kind::Folder,
            kind if kind.is_file() => Kind::File,
            _ => return None,
        };
        let path = entry.into_path();
        let relative = slashed(path.strip_prefix(&self.real).ok()?);
        Some(Entry { path, relative, kind })
    }
}

fn outside(path: &str) -> ToolError {
    ToolError::new(format!("`{path}` is outside of the folder that is served"))
        .hint("use paths relative to its root, as `find` and `tree` give them")
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<_> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    names
}

/// A path with `/` on every system.
fn slashed(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

fn slashed_or_dot(path: &Path) -> String {
    if path.as_os_str().is_empty() { ".".to_owned() } else { slashed(path) }
}
