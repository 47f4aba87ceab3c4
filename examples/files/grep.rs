//! Text search in one file.

use std::io;
use std::path::Path;

use grep_matcher::{LineTerminator, Matcher as _};
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

/// The most memory for one file. Only a line can need it, and one of this length is no text.
const MAX_MEMORY: usize = 64 << 20;

/// A search that is ready for files.
pub(crate) struct Grep {
    matcher: RegexMatcher,
    searcher: Searcher,
}

impl Grep {
    pub(crate) fn new(pattern: &str, ignore_case: bool, context: usize) -> Result<Self, ToolError> {
        let matcher = RegexMatcherBuilder::new()
            .case_insensitive(ignore_case)
            .multi_line(true)
            .crlf(true)
            .build(pattern)
            .map_err(|error| {
                ToolError::new(format!("the pattern cannot be used: {error}"))
                    .hint("it is for one line at a time; write `\\(` for the character `(`, and so on")
            })?;
        let searcher = SearcherBuilder::new()
            .binary_detection(BinaryDetection::quit(0))
            .before_context(context)
            .after_context(context)
            .heap_limit(Some(MAX_MEMORY))
            .line_number(true)
            .line_terminator(LineTerminator::crlf())
            .build();
        Ok(Self { matcher, searcher })
    }

    /// The hits in a file after a line, no more than `limit`; `None` for a file that is no text, or cannot be read.
    pub(crate) fn file(&mut self, path: &Path, relative: &str, after: u64, limit: usize) -> Option<Vec<Hit>> {
        let (matcher, hits, before) = (&self.matcher, Vec::new(), Vec::new());
        let mut found = Collector { matcher, relative, after, limit, hits, before, binary: false };
        self.searcher.search_path(matcher, path, &mut found).ok()?;
        (!found.binary).then_some(found.hits)
    }
}

struct Collector<'a> {
    matcher: &'a RegexMatcher,
    relative: &'a str,
    after: u64,
    limit: usize,
    hits: Vec<Hit>,
    before: Vec<String>,
    binary: bool,
}

impl Sink for Collector<'_> {
    type Error = io::Error;

    fn matched(&mut self, searcher: &Searcher, found: &SinkMatch<'_>) -> Result<bool, Self::Error> {
        let line = found.line_number().unwrap_or_default();
        let mut before = std::mem::take(&mut self.before);
        before.drain(..before.len().saturating_sub(searcher.before_context()));
        if line > self.after {
            let at = self.matcher.find(found.bytes())?.map_or(0, |place| place.start());
            let (path, text) = (self.relative.to_owned(), shown(found.bytes(), at));
            self.hits.push(Hit { path, line, text, before, after: Vec::new() });
        }
        Ok(self.hits.len() < self.limit)
    }

    fn context(&mut self, _: &Searcher, around: &SinkContext<'_>) -> Result<bool, Self::Error> {
        let text = shown(around.bytes(), 0);
        match (around.kind(), self.hits.last_mut()) {
            (SinkContextKind::After, Some(hit)) => hit.after.push(text),
            // After a hit of an earlier page: it may be before the first one of this page.
            (SinkContextKind::Before | SinkContextKind::After, _) => self.before.push(text),
            (SinkContextKind::Other, _) => {}
        }
        Ok(true)
    }

    fn context_break(&mut self, _: &Searcher) -> Result<bool, Self::Error> {
        self.before.clear();
        Ok(true)
    }

    fn binary_data(&mut self, _: &Searcher, _: u64) -> Result<bool, Self::Error> {
        self.binary = true;
        Ok(false)
    }
}

/// A line without its end; of a long one what is around `at`.
fn shown(bytes: &[u8], at: usize) -> String {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_end_matches(['\n', '\r']);
    // What is not UTF-8 becomes longer when it is replaced.
    let at = String::from_utf8_lossy(&bytes[..at]).len();
    cut(text, at, MAX_LINE, text.len())
}

/// The file and line that a cursor names.
pub(crate) fn parse_cursor(cursor: &str) -> Result<(String, u64), ToolError> {
    let parsed = cursor.rsplit_once(':').and_then(|(file, line)| Some((file.to_owned(), line.parse().ok()?)));
    parsed.ok_or_else(|| {
        ToolError::new("the cursor is wrong").hint("give the `next_cursor` of the answer before")
    })
}
