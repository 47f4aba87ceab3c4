//! The folder that is served, and that nothing leaves.

use std::io;
use std::path::{Component, Path, PathBuf};

use ignore::WalkBuilder;
use mcp_runtime::ToolError;

/// A folder by its real path.
#[derive(Debug)]
pub(crate) struct Folder(PathBuf);

/// Something in it.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) path: PathBuf,
    /// The path from the folder, with `/`.
    pub(crate) relative: String,
}

impl Folder {
    pub(crate) fn new(path: &Path) -> io::Result<Self> {
        let path = path.canonicalize()?;
        if path.is_dir() { Ok(Self(path)) } else { Err(io::Error::other("not a folder")) }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.0
    }

    /// The real path of what a caller names. It must be inside the folder, also when a link leads elsewhere.
    pub(crate) fn resolve(&self, path: &str) -> Result<PathBuf, ToolError> {
        let outside = || {
            ToolError::new(format!("`{path}` is outside of the folder that is served"))
                .hint("use paths relative to its root, as `find` and `tree` give them")
        };
        let asked = self.0.join(path);
        // Checked before anything is looked up, so that nothing is told of what is outside.
        let mut depth = 0_i32;
        for component in asked.strip_prefix(&self.0).map_err(|_| outside())?.components() {
            match component {
                Component::Normal(_) => depth += 1,
                Component::ParentDir => depth -= 1,
                Component::CurDir => {}
                Component::RootDir | Component::Prefix(_) => return Err(outside()),
            }
            if depth < 0 {
                return Err(outside());
            }
        }
        let real = asked.canonicalize().map_err(|error| self.not_found(path, &error))?;
        if real.starts_with(&self.0) { Ok(real) } else { Err(outside()) }
    }

    /// Names what is there instead.
    fn not_found(&self, path: &str, error: &io::Error) -> ToolError {
        if error.kind() != io::ErrorKind::NotFound {
            return ToolError::new(format!("`{path}` cannot be opened: {error}"));
        }
        let parent = Path::new(path).parent().and_then(Path::to_str).unwrap_or_default();
        let folder = if parent.is_empty() { "." } else { parent };
        let names = self.resolve(folder).ok().and_then(|folder| std::fs::read_dir(folder).ok());
        let mut names: Vec<String> = names
            .into_iter()
            .flatten()
            .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
            .filter(|name| !name.starts_with('.'))
            .collect();
        names.sort();
        names.truncate(20);
        let hint = if names.is_empty() {
            "find it with `find`".to_owned()
        } else {
            format!("in `{folder}` there are: {}", names.join(", "))
        };
        ToolError::new(format!("there is no `{path}`")).hint(hint)
    }

    /// Everything below a folder, sorted. Links are not followed.
    pub(crate) fn walk(
        &self,
        start: &Path,
        include_ignored: bool,
        depth: Option<usize>,
    ) -> impl Iterator<Item = Entry> + use<'_> {
        WalkBuilder::new(start)
            .standard_filters(!include_ignored)
            .require_git(false)
            .follow_links(false)
            .max_depth(depth)
            .sort_by_file_path(Path::cmp)
            .build()
            .filter_map(Result::ok)
            .filter(|entry| !entry.path_is_symlink())
            .map(|entry| {
                let path = entry.into_path();
                let relative = path.strip_prefix(&self.0).unwrap_or(&path);
                let parts: Vec<_> =
                    relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
                Entry { relative: parts.join("/"), path }
            })
    }
}
