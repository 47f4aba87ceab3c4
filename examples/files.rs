//! A local file search server: find files by name, search their text, read lines, see the tree. Its files are resources too.
//!
//! It serves the folder of `--root`, else of `FILES_ROOT` in the environment, else the one it was started in, and nothing outside of it. Ignore files are
//! honoured. Every answer is capped, and says how to go on.

#[path = "files/folder.rs"]
mod folder;
#[path = "files/grep.rs"]
mod grep;
#[path = "files/lines.rs"]
mod lines;
#[path = "files/near.rs"]
mod near;
#[path = "files/page.rs"]
mod page;

use std::path::PathBuf;
use std::process::ExitCode;

use globset::{GlobBuilder, GlobMatcher};
use mcp_runtime::prelude::*;
use mcp_runtime::{Error, ResourceContents, ResourceLink, encode_path};
use schemars::JsonSchema;
use serde::Serialize;

use folder::{Entry, Folder, Kind, Walk};
use grep::{Grep, Hit};
use lines::Lines;
use page::Page;

/// No answer has more text than this.
const MAX_TEXT: usize = 40_000;

/// No file that is larger is read as a resource.
const MAX_FILE: u64 = 4 << 20;

/// So many files are listed as resources.
const MAX_LISTED: usize = 500;

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
    /// How many files were left out, because they are no text or cannot be read.
    files_skipped: usize,
    /// Give this as `cursor` for more; absent when that was all.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
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
        let (glob, cursor) = (matcher(glob)?, unless_empty(cursor));
        let mut page = Page::new(limit, MAX_TEXT);
        for entry in self.walk(include_ignored, cursor.as_deref(), cx) {
            let Entry { relative, kind, .. } = entry?;
            let given = page::is_before(&relative, cursor.as_deref());
            if kind != Kind::File || given || !glob.is_match(&relative) {
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
        /// A regular expression, as ripgrep takes it. It is for one line at a time.
        #[arg(len = 1..=1000, example = "fn \\w+_test")]
        pattern: &str,
        /// Only files whose path matches this glob, such as `src/**` or `*.rs`.
        #[arg(len = ..=500)]
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
        let glob = unless_empty(glob).as_deref().map(matcher).transpose()?;
        let mut grep = Grep::new(pattern, ignore_case, context)?;
        let start = unless_empty(cursor).as_deref().map(grep::parse_cursor).transpose()?;
        let first = start.as_ref().map(|(file, _)| file.as_str());
        let mut page = Page::new(limit, MAX_TEXT);
        let (mut files_searched, mut files_skipped) = (0, 0);
        'files: for entry in self.walk(include_ignored, first, cx) {
            let Entry { path, relative, kind } = entry?;
            if kind != Kind::File || glob.as_ref().is_some_and(|glob| !glob.is_match(&relative)) {
                continue;
            }
            let after = start.as_ref().filter(|(file, _)| *file == relative).map_or(0, |(_, line)| *line);
            let Some(hits) = grep.file(&path, &relative, after, limit + 1) else {
                files_skipped += 1;
                continue;
            };
            files_searched += 1;
            for hit in hits {
                if !page.push(hit.size(), hit) {
                    break 'files;
                }
            }
        }
        let next_cursor = page.next_cursor(|hit| format!("{}:{}", hit.path, hit.line));
        Ok(Matches { hits: page.items, files_searched, files_skipped, next_cursor })
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
        cx: &Context,
    ) -> Result<Lines, ToolError> {
        let file = self.folder.resolve(path)?;
        if file.is_dir() {
            return Err(
                ToolError::new(format!("`{path}` is a folder")).hint("use `tree` or `find` for folders")
            );
        }
        if !file.is_file() {
            return Err(ToolError::new(format!("`{path}` is not a text file")));
        }
        lines::read(&file, path, first, lines, &|| cx.is_cancelled())
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
        let walk = Walk { below: Some(&start), depth: Some(depth), include_ignored, from: None };
        let mut page = Page::new(1000, MAX_TEXT);
        for entry in watched(self.folder.walk(&walk), cx) {
            let Entry { path, relative, kind } = entry?;
            let level = path.strip_prefix(&start).map_or(1, |rest| rest.components().count());
            let name = relative.rsplit('/').next().unwrap_or_default();
            let slash = if kind == Kind::Folder { "/" } else { "" };
            let line = format!("{}{name}{slash}", "  ".repeat(level - 1));
            if !page.push(line.len() + 1, line) {
                page.items.push(format!(
                    "… cut before {relative}: ask for a smaller folder or less depth, or use `find`"
                ));
                break;
            }
        }
        Ok(match (page.items.is_empty(), include_ignored) {
            (false, _) => page.items.join("\n"),
            (true, true) => "(empty)".into(),
            (true, false) => "(empty, but for what ignore files leave out, and hidden files)".into(),
        })
    }

    /// A file as it is, by its path from the root.
    #[mcp_resource("files:///{+path}", title = "File")]
    fn file(&self, path: &str) -> Result<ResourceContents, ToolError> {
        // What is outside, or is led to by a link, is not there.
        let file = self.folder.resolve(path).map_err(|why| ToolError::not_found(why.to_string()))?;
        ResourceContents::read_file(file, MAX_FILE)
    }

    /// The first files of the folder; what else there is can be found, and read by its path.
    #[mcp_resource_list]
    fn files(&self, cx: &Context) -> Result<Vec<ResourceLink>, ToolError> {
        let files =
            self.walk(false, None, cx).filter(|entry| !matches!(entry, Ok(Entry { kind: Kind::Folder, .. })));
        let link = |Entry { path, relative, .. }: Entry| {
            let link = ResourceLink::new(format!("files:///{}", encode_path(&relative)), relative);
            path.metadata().map_or(link.clone(), |about| link.size(about.len()))
        };
        files.take(MAX_LISTED).map(|entry| entry.map(link)).collect()
    }

    fn walk<'a>(
        &'a self,
        include_ignored: bool,
        from: Option<&str>,
        cx: &'a Context,
    ) -> impl Iterator<Item = Result<Entry, ToolError>> + use<'a> {
        watched(self.folder.walk(&Walk { from, include_ignored, ..Walk::default() }), cx)
    }
}

/// Reports progress while something long goes on, and ends it when it is cancelled.
fn watched(
    entries: impl Iterator<Item = Entry>,
    cx: &Context,
) -> impl Iterator<Item = Result<Entry, ToolError>> {
    entries.enumerate().map(move |(count, entry)| {
        if cx.is_cancelled() {
            return Err(ToolError::new("cancelled"));
        }
        if count % 256 == 255 {
            cx.progress(count + 1, None::<u64>).message(format!("at {}", entry.relative)).send_blocking();
        }
        Ok(entry)
    })
}

/// A glob; one without `/` is for names at any depth, one that ends with it for what is in a folder.
fn matcher(glob: &str) -> Result<GlobMatcher, ToolError> {
    let wrong = |what: &dyn std::fmt::Display| ToolError::new(format!("the glob is wrong: {what}"));
    if glob.split('/').any(|part| part == "..") {
        return Err(wrong(&"it cannot lead out with `..`")
            .hint("globs are for paths from the root, as `find` gives them"));
    }
    let plain = glob.trim_start_matches("./");
    let pattern = match plain.strip_prefix('/').unwrap_or(plain) {
        name if !plain.contains('/') => format!("**/{name}"),
        folder if folder.ends_with('/') => format!("{folder}**"),
        path => path.to_owned(),
    };
    let glob = GlobBuilder::new(&pattern).literal_separator(true).build();
    Ok(glob.map_err(|error| wrong(error.kind()))?.compile_matcher())
}

/// Models often give an empty text for what they have no value for.
fn unless_empty(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

/// What the server is started with.
#[derive(clap::Args)]
struct Flags {
    /// The folder to serve; nothing outside of it is reached.
    #[arg(long, value_name = "FOLDER", env = "FILES_ROOT", default_value = ".")]
    root: PathBuf,
}

fn server(Flags { root }: Flags) -> Result<Files, Error> {
    let wrong = |error| Error::usage(format!("`--root {}` is no folder to serve: {error}", root.display()));
    Folder::new(&root).map(|folder| Files { folder }).map_err(wrong)
}

fn main() -> ExitCode {
    mcp_runtime::run_args(server)
}

#[cfg(test)]
#[path = "files/resources_tests.rs"]
mod resources_tests;
#[cfg(test)]
#[path = "files/tests.rs"]
mod tests;
