//! Text search in one file.

use std::path::Path;

use grep_regex::{RegexMatcher, RegexMatcherBuilder};
use grep_searcher::{
    BinaryDetection, Searcher, SearcherBuilder, Sink, SinkContext, SinkContextKind, SinkMatch,
};
use mcp_runtime::ToolError;
use schemars::JsonSchema;
use serde::Serialize;

use crate::MAX_LINE;
use crate::page::cut;

/// One line that matches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Hit {
    /// The file.
    pub(crate) path: String,
    /// The number of the line, from 1.
    pub(crate) line: u64,
    /// The line.
    pub(crate) text: String,
    /// The lines before it.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub(crate) before: Vec<String>,
    /// The lines after it.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub(crate) after: Vec<String>,
}

impl Hit {
    /// Roughly how much room it takes in an answer.
    pub(crate) fn size(&self) -> usize {
        let around: usize = self.before.iter().chain(&self.after).map(String::len).sum();
        self.path.len() + self.text.len() + around
    }
}

/// A search that is ready for files.
pub(crate) struct Grep {
    matcher: RegexMatcher,
    searcher: Searcher,
}

impl Grep {
    pub(crate) fn new(pattern: &str, ignore_case: bool, context: usize) -> Result<Self, ToolError> {
        let matcher = RegexMatcherBuilder::new()
            .case_insensitive(ignore_case)
            .line_terminator(Some(b'\n'))
            .build(pattern)
            .map_err(|error| ToolError::new(format!("the pattern is no regular expression: {error}")))?;
        let searcher = SearcherBuilder::new()
            .binary_detection(BinaryDetection::quit(0))
            .before_context(context)
            .after_context(context)
            .line_number(true)
            .build();
        Ok(Self { matcher, searcher })
    }

    /// The hits in a file after a line, no more than `limit`. A file that cannot be read has none.
    pub(crate) fn file(&mut self, path: &Path, relative: &str, after: u64, limit: usize) -> Vec<Hit> {
        let mut found = Collector { relative, after, limit, hits: Vec::new(), before: Vec::new() };
        let _ = self.searcher.search_path(&self.matcher, path, &mut found);
        found.hits
    }
}

struct Collector<'a> {
    relative: &'a str,
    after: u64,
    limit: usize,
    hits: Vec<Hit>,
    before: Vec<String>,
}

impl Sink for Collector<'_> {
    type Error = std::io::Error;

    fn matched(&mut self, _: &Searcher, found: &SinkMatch<'_>) -> Result<bool, Self::Error> {
        let line = found.line_number().unwrap_or_default();
        let before = std::mem::take(&mut self.before);
        if line > self.after {
            let (path, text) = (self.relative.to_owned(), shown(found.bytes()));
            self.hits.push(Hit { path, line, text, before, after: Vec::new() });
        }
        Ok(self.hits.len() < self.limit)
    }

    fn context(&mut self, _: &Searcher, around: &SinkContext<'_>) -> Result<bool, Self::Error> {
        match around.kind() {
            SinkContextKind::Before => self.before.push(shown(around.bytes())),
            SinkContextKind::After => {
                let text = shown(around.bytes());
                self.hits.iter_mut().last().into_iter().for_each(|hit| hit.after.push(text.clone()));
            }
            SinkContextKind::Other => {}
        }
        Ok(true)
    }

    fn context_break(&mut self, _: &Searcher) -> Result<bool, Self::Error> {
        self.before.clear();
        Ok(true)
    }
}

fn shown(bytes: &[u8]) -> String {
    cut(String::from_utf8_lossy(bytes).trim_end_matches(['\n', '\r']), MAX_LINE)
}

/// The file and line that a cursor names.
pub(crate) fn parse_cursor(cursor: &str) -> Result<(String, u64), ToolError> {
    let parsed = cursor.rsplit_once(':').and_then(|(file, line)| Some((file.to_owned(), line.parse().ok()?)));
    parsed.ok_or_else(|| {
        ToolError::new("the cursor is wrong").hint("give the `next_cursor` of the answer before")
    })
}
