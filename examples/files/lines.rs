//! Lines of one file.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _};
use std::path::Path;

use mcp_runtime::ToolError;
use schemars::JsonSchema;
use serde::Serialize;

use crate::MAX_TEXT;
use crate::page::cut;

/// So many bytes of a line are read into memory: more than are shown, so that a last character is whole.
const KEPT: usize = MAX_TEXT + 4;

/// Lines of a file.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Lines {
    /// The lines, each as it is in the file.
    text: String,
    /// The number of the first line, from 1.
    first: usize,
    /// The number of the last line.
    last: usize,
    /// How many lines the file has.
    total: usize,
    /// Give this as `first` for more; absent when that was all.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_first: Option<usize>,
}

/// Reads up to `count` lines. `path` is how the caller names the file.
pub(crate) fn read(
    file: &Path,
    path: &str,
    first: usize,
    count: usize,
    cancelled: &dyn Fn() -> bool,
) -> Result<Lines, ToolError> {
    let mut reader = BufReader::new(File::open(file)?);
    let (mut text, mut line) = (String::new(), Vec::new());
    let (mut last, mut total, mut full) = (first - 1, 0, false);
    loop {
        if cancelled() {
            return Err(ToolError::new("cancelled"));
        }
        let wanted = total + 1 >= first && !full;
        let length = next_line(&mut reader, if wanted { KEPT } else { 0 }, &mut line)?;
        if length == 0 {
            break;
        }
        total += 1;
        full |= wanted && last + 1 - first >= count;
        if !wanted || full {
            continue;
        }
        if line.contains(&0) {
            return Err(ToolError::new(format!("`{path}` is not a text file")));
        }
        let shown = shown(&line, length, total == 1);
        full = !text.is_empty() && text.len() + shown.len() > MAX_TEXT;
        if !full {
            text.push_str(&shown);
            text.push('\n');
            last = total;
        }
    }
    if first > 1 && total < first {
        let plural = if total == 1 { "" } else { "s" };
        return Err(ToolError::new(format!("`{path}` has only {total} line{plural}")));
    }
    Ok(Lines { text, first, last, total, next_first: (last < total).then_some(last + 1) })
}

/// Reads a line and keeps no more than `most` bytes of it, however long it is. Gives its length, 0 at the end.
fn next_line(reader: &mut impl BufRead, most: usize, line: &mut Vec<u8>) -> io::Result<usize> {
    line.clear();
    let kept = reader.by_ref().take(most as u64).read_until(b'\n', line)?;
    let ended = line.ends_with(b"\n") || kept < most;
    Ok(if ended { kept } else { kept + reader.skip_until(b'\n')? })
}

/// A line without its end; `length` is that of the whole line with its end.
fn shown(line: &[u8], length: usize, is_first: bool) -> String {
    let line = String::from_utf8_lossy(line);
    let text = line.trim_end_matches(['\n', '\r']);
    let text = if is_first { text.trim_start_matches('\u{feff}') } else { text };
    cut(text, 0, MAX_TEXT, length)
}
