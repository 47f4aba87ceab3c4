//! A local file search server: find files by name, search their text, read lines, see the tree.
//!
//! It serves the folder in `FILES_ROOT`, else the one it was started in, and nothing outside of it. Ignore files are
//! honoured. Every answer is capped, and says how to go on.

#[path = "files/folder.rs"]
mod folder;
#[path = "files/grep.rs"]
mod grep;
#[path = "files/page.rs"]
mod page;

use std::io::BufRead as _;
use std::process::ExitCode;

use globset::{GlobBuilder, GlobMatcher};
use mcp_runtime::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use folder::{Entry, Folder};
use grep::{Grep, Hit};
use page::{Page, cut};

/// No answer has more text than this.
const MAX_TEXT: usize = 40_000;

/// No line is longer than this.
const MAX_LINE: usize = 400;

/// Files that were found.
#[derive(Debug, Serialize, JsonSchema)]
struct Found {
    /// Their paths from the root, with `/`.
    files: Vec<String>,
    /// Give this as `cursor` for more; absent when that was all.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

/// Places where the text was found.
#[derive(Debug, Serialize, JsonSchema)]
struct Matches {
    /// The places, in the order of paths and lines.
    hits: Vec<Hit>,
    /// How many files were looked into.
    files_searched: usize,
    /// Give this as `cursor` for more; absent when that was all.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

/// Lines of a file.
#[derive(Debug, Serialize, JsonSchema)]
struct Lines {
    /// The lines, each as it is in the file.
    text: String,
    /// The number of the first line, from 1.
    first: usize,
    /// The number of the last line.
    last: usize,
    /// Whether the file goes on after the last line.
    more: bool,
}

struct Files {
    folder: Folder,
}

/// Find, search and read the files below one folder. Paths are relative to it and use `/`. Start with `tree` or `find`, look
/// for text with `search`, then `read` the lines that matter.
#[mcp_server(name = "files", title = "Files")]
impl Files {
    /// Find files by a glob, such as `**/*.rs` or `src/**/mod.{rs,toml}`. Sorted by path.
    #[mcp_tool(read_only, open_world = false)]
    fn find(
        &self,
        /// The pattern for the path; without `/` it is for the name alone.
        #[arg(len = 1..=500, example = "**/*.rs")]
        glob: &str,
        /// The most files to give.
        #[arg(default = 200, range = 1..=1000)]
        limit: usize,
        /// Where to go on: the `next_cursor` of the answer before.
        cursor: Option<String>,
        /// Also files that ignore files leave out, and hidden ones.
        #[arg(default = false)]
        include_ignored: bool,
        cx: &Context,
    ) -> Result<Found, ToolError> {
        let glob = matcher(glob)?;
        let mut page = Page::new(limit, MAX_TEXT);
        for entry in self.walk(include_ignored, cx) {
            let Entry { path, relative } = entry?;
            if path.is_dir() || !glob.is_match(&relative) || page::is_before(&relative, cursor.as_deref()) {
                continue;
            }
            if !page.push(relative.len(), relative) {
                break;
            }
        }
        let next_cursor = page.next_cursor(Clone::clone);
        Ok(Found { files: page.items, next_cursor })
    }

    /// Search the text of files for a regular expression, with lines around each hit.
    #[mcp_tool(read_only, open_world = false)]
    #[expect(clippy::too_many_arguments, reason = "each is a choice that a caller has")]
    fn search(
        &self,
        /// A regular expression, as ripgrep takes it.
        #[arg(len = 1..=1000, example = "fn \\w+_test")]
        pattern: &str,
        /// Only files whose path matches this glob.
        glob: Option<String>,
        /// How many lines to show before and after a hit.
        #[arg(default = 2, range = 0..=10)]
        context: usize,
        /// Whether upper and lower case are the same.
        #[arg(default = false)]
        ignore_case: bool,
        /// The most hits to give.
        #[arg(default = 50, range = 1..=500)]
        limit: usize,
        /// Where to go on: the `next_cursor` of the answer before.
        cursor: Option<String>,
        /// Also files that ignore files leave out, and hidden ones.
        #[arg(default = false)]
        include_ignored: bool,
        cx: &Context,
    ) -> Result<Matches, ToolError> {
        let glob = glob.as_deref().map(matcher).transpose()?;
        let mut grep = Grep::new(pattern, ignore_case, context)?;
        let start = cursor.as_deref().map(grep::parse_cursor).transpose()?;
        let mut page = Page::new(limit, MAX_TEXT);
        let mut files_searched = 0;
        'files: for entry in self.walk(include_ignored, cx) {
            let Entry { path, relative } = entry?;
            let skipped = start.as_ref().is_some_and(|(file, _)| page::order(&relative, file).is_lt());
            if skipped || !path.is_file() || glob.as_ref().is_some_and(|glob| !glob.is_match(&relative)) {
                continue;
            }
            files_searched += 1;
            let after = start.as_ref().filter(|(file, _)| *file == relative).map_or(0, |(_, line)| *line);
            for hit in grep.file(&path, &relative, after, limit + 1) {
                if !page.push(hit.size(), hit) {
                    break 'files;
                }
            }
        }
        let next_cursor = page.next_cursor(|hit| format!("{}:{}", hit.path, hit.line));
        Ok(Matches { hits: page.items, files_searched, next_cursor })
    }

    /// Read lines of a text file.
    #[mcp_tool(read_only, open_world = false)]
    fn read(
        &self,
        /// The file.
        #[arg(example = "src/main.rs")]
        path: &str,
        /// The first line to read, from 1.
        #[arg(default = 1, range = 1..)]
        first: usize,
        /// How many lines to read.
        #[arg(default = 200, range = 1..=2000)]
        lines: usize,
    ) -> Result<Lines, ToolError> {
        let file = self.folder.resolve(path)?;
        if file.is_dir() {
            return Err(
                ToolError::new(format!("`{path}` is a folder")).hint("use `tree` or `find` for folders")
            );
        }
        let mut text = String::new();
        let (mut last, mut more) = (first - 1, false);
        let reader = std::io::BufReader::new(std::fs::File::open(&file)?);
        for (index, line) in reader.split(b'\n').enumerate().skip(first - 1) {
            let line = line?;
            if line.contains(&0) {
                return Err(ToolError::new(format!("`{path}` is not a text file")));
            }
            if index + 1 - first >= lines || text.len() > MAX_TEXT {
                more = true;
                break;
            }
            let line = String::from_utf8_lossy(&line);
            text.push_str(&cut(line.trim_end_matches('\r'), MAX_TEXT));
            text.push('\n');
            last = index + 1;
        }
        if last < first && first > 1 {
            return Err(ToolError::new(format!("`{path}` has fewer than {first} lines")));
        }
        Ok(Lines { text, first, last, more })
    }

    /// See the folders and files below a folder, indented; folders end with `/`.
    #[mcp_tool(read_only, open_world = false)]
    fn tree(
        &self,
        /// The folder.
        #[arg(default = ".")]
        path: &str,
        /// How many levels to show.
        #[arg(default = 2, range = 1..=10)]
        depth: usize,
        /// Also what ignore files leave out, and hidden files.
        #[arg(default = false)]
        include_ignored: bool,
        cx: &Context,
    ) -> Result<String, ToolError> {
        let start = self.folder.resolve(path)?;
        if !start.is_dir() {
            return Err(ToolError::new(format!("`{path}` is a file")).hint("use `read` for files"));
        }
        let mut page = Page::new(1000, MAX_TEXT);
        for entry in watched(self.folder.walk(&start, include_ignored, Some(depth)), cx) {
            let Entry { path, relative } = entry?;
            let level = path.strip_prefix(&start).map_or(0, |rest| rest.components().count());
            let Some(name) = path.file_name().filter(|_| level > 0) else { continue };
            let slash = if path.is_dir() { "/" } else { "" };
            let line = format!("{}{}{slash}", "  ".repeat(level - 1), name.to_string_lossy());
            if !page.push(line.len(), line) {
                page.items.push(format!("… cut before {relative}: ask for a smaller folder or less depth"));
                break;
            }
        }
        Ok(if page.items.is_empty() { "(empty)".into() } else { page.items.join("\n") })
    }

    fn walk<'a>(
        &'a self,
        include_ignored: bool,
        cx: &'a Context,
    ) -> impl Iterator<Item = Result<Entry, ToolError>> + 'a {
        watched(self.folder.walk(self.folder.root(), include_ignored, None), cx)
    }
}

/// Reports progress while something long goes on, and ends it when it is cancelled.
fn watched(
    entries: impl Iterator<Item = Entry>,
    cx: &Context,
) -> impl Iterator<Item = Result<Entry, ToolError>> {
    entries.enumerate().map(move |(count, entry)| {
        if count % 256 == 255 {
            if cx.is_cancelled() {
                return Err(ToolError::new("cancelled"));
            }
            cx.progress(count + 1, None::<u64>).message(format!("at {}", entry.relative)).send_blocking();
        }
        Ok(entry)
    })
}

/// A glob; one without `/` is for names at any depth.
fn matcher(glob: &str) -> Result<GlobMatcher, ToolError> {
    let pattern = if glob.contains('/') { glob.to_owned() } else { format!("**/{glob}") };
    let glob = GlobBuilder::new(&pattern).literal_separator(true).build();
    Ok(glob
        .map_err(|error| ToolError::new(format!("the glob is wrong: {}", error.kind())))?
        .compile_matcher())
}

fn main() -> ExitCode {
    let root = std::env::var_os("FILES_ROOT").map_or_else(|| ".".into(), std::path::PathBuf::from);
    match Folder::new(&root) {
        Ok(folder) => mcp_runtime::run(Files { folder }),
        Err(error) => {
            use std::io::Write as _;
            let _ = writeln!(std::io::stderr(), "error: {}: {error}", root.display());
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
#[path = "files/tests.rs"]
mod tests;
