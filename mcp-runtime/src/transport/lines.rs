//! Bytes into lines, with a bound on the length of one.

use memchr::memchr;

/// What the bytes that were read held.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line<'a> {
    /// A line, without its end.
    Whole(&'a [u8]),
    /// The start of a line that is too long; the rest of it is skipped.
    TooLong(&'a [u8]),
}

/// Collects bytes and gives lines.
#[derive(Debug)]
pub(crate) struct Lines {
    /// Space that is always initialised, so that a read costs nothing for what it does not fill.
    space: Vec<u8>,
    /// The bytes that are there: from `start` to `end`.
    start: usize,
    end: usize,
    /// Up to here there is no line end.
    searched: usize,
    limit: usize,
    /// The rest of a line that was too long is being skipped.
    skipping: bool,
}

/// So much is read at once.
pub(crate) const CHUNK: usize = 64 << 10;

/// So much of a line that is too long is kept: its id, most often, is near the start.
const PREFIX: usize = 64 << 10;

impl Lines {
    pub(crate) fn new(limit: usize) -> Self {
        Self { space: Vec::new(), start: 0, end: 0, searched: 0, limit, skipping: false }
    }

    /// Adds the bytes that `read` puts into the given space. Gives what `read` gave.
    pub(crate) fn fill<E>(&mut self, read: impl FnOnce(&mut [u8]) -> Result<usize, E>) -> Result<usize, E> {
        if self.start > 0 {
            self.space.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.searched -= self.start;
            self.start = 0;
            if self.space.len() > 4 * CHUNK && self.end < CHUNK {
                self.space.truncate(2 * CHUNK);
                self.space.shrink_to_fit();
            }
        }
        if self.space.len() < self.end + CHUNK {
            // A line that is longer than the limit is dropped as soon as that is seen, so no more space is ever needed.
            let most = self.limit.saturating_add(2 * CHUNK).max(self.end + CHUNK);
            let size = (2 * self.space.len()).max(CHUNK).min(most);
            self.space.reserve_exact(size - self.space.len());
            self.space.resize(size, 0);
        }
        let count = read(&mut self.space[self.end..]);
        self.end += *count.as_ref().unwrap_or(&0);
        count
    }

    /// The next line that is complete.
    pub(crate) fn next(&mut self) -> Option<Line<'_>> {
        loop {
            let found = memchr(b'\n', &self.space[self.searched..self.end]);
            let Some(at) = found.map(|at| self.searched + at) else {
                self.searched = self.end;
                return self.overflow();
            };
            let start = std::mem::replace(&mut self.start, at + 1);
            self.searched = at + 1;
            if std::mem::take(&mut self.skipping) {
                continue;
            }
            if at - start > self.limit {
                return Some(Line::TooLong(&self.space[start..start + PREFIX.min(self.limit)]));
            }
            return Some(Line::Whole(trim(&self.space[start..at])));
        }
    }

    /// A line that is already too long although its end has not come.
    fn overflow(&mut self) -> Option<Line<'_>> {
        if self.skipping {
            self.start = self.end;
            return None;
        }
        if self.end - self.start <= self.limit {
            return None;
        }
        self.skipping = true;
        let start = std::mem::replace(&mut self.start, self.end);
        Some(Line::TooLong(&self.space[start..start + PREFIX.min(self.limit)]))
    }

    /// What is left when no more bytes come: a last line without an end counts.
    pub(crate) fn rest(&mut self) -> &[u8] {
        let start = std::mem::replace(&mut self.start, self.end);
        if self.skipping { &[] } else { trim(&self.space[start..self.end]) }
    }
}

/// Takes off a `\r` before the line end, and a byte order mark: some write one before each line.
fn trim(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Feeds `bytes` in pieces and collects what comes out.
    fn split(bytes: &[u8], piece: usize, limit: usize) -> Vec<String> {
        let mut lines = Lines::new(limit);
        let mut out = Vec::new();
        for piece in bytes.chunks(piece) {
            let read = lines.fill(|space| {
                space[..piece.len()].copy_from_slice(piece);
                Ok::<_, ()>(piece.len())
            });
            assert_eq!(read, Ok(piece.len()));
            while let Some(line) = lines.next() {
                out.push(match line {
                    Line::Whole(line) => String::from_utf8_lossy(line).into_owned(),
                    Line::TooLong(start) => format!("!{}", String::from_utf8_lossy(start)),
                });
            }
        }
        out.push(format!("|{}", String::from_utf8_lossy(lines.rest())));
        out
    }

    #[test]
    fn a_line_that_is_too_long_takes_no_more_space_than_its_limit_and_a_little() {
        let limit = 10 * CHUNK;
        let mut lines = Lines::new(limit);
        for _ in 0..100 {
            let _ = lines.fill(|space| Ok::<_, ()>(space.len()));
            let _ = lines.next();
            assert!(lines.space.capacity() <= limit + 2 * CHUNK, "{}", lines.space.capacity());
        }
    }

    #[test]
    fn lines_come_out_whole_whatever_the_pieces() {
        for piece in [1, 2, 3, 7, 1000] {
            assert_eq!(split(b"\xef\xbb\xbfab\r\n\n\xef\xbb\xbfcd\nef", piece, 100), ["ab", "", "cd", "|ef"]);
            assert_eq!(
                split(b"12345\n123456\n1234567890\nab\n", piece, 5),
                ["12345", "!12345", "!12345", "ab", "|"]
            );
            assert_eq!(split(b"1234567890", piece, 5), ["!12345", "|"]);
        }
    }
}
