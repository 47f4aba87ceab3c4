//! Answers that are capped, and cursors to go on from there. A cursor names the last thing that was given, so it stays right
//! when files come and go.

use std::cmp::Ordering;

/// What fits into one answer.
#[derive(Debug)]
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    limit: usize,
    room: usize,
    full: bool,
}

impl<T> Page<T> {
    pub(crate) fn new(limit: usize, room: usize) -> Self {
        Self { items: Vec::new(), limit, room, full: false }
    }

    /// Adds an item of a size, unless the page is full. The first item always fits.
    pub(crate) fn push(&mut self, size: usize, item: T) -> bool {
        if self.items.len() >= self.limit || (size > self.room && !self.items.is_empty()) {
            self.full = true;
            return false;
        }
        self.room = self.room.saturating_sub(size);
        self.items.push(item);
        true
    }

    /// Where the next page begins; `None` when all was given.
    pub(crate) fn next_cursor(&self, name: impl Fn(&T) -> String) -> Option<String> {
        self.items.last().filter(|_| self.full).map(name)
    }
}

/// The order of paths in a walk: by their parts, so what is in a folder stands together.
pub(crate) fn order(a: &str, b: &str) -> Ordering {
    a.split('/').cmp(b.split('/'))
}

/// Whether a path was given on an earlier page.
pub(crate) fn is_before(path: &str, cursor: Option<&str>) -> bool {
    cursor.is_some_and(|cursor| order(path, cursor).is_le())
}

/// The start of a text that is too long.
pub(crate) fn cut(text: &str, most: usize) -> String {
    if text.len() <= most {
        return text.to_owned();
    }
    let end = (0..=most).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    format!("{}… ({} bytes in all)", &text[..end], text.len())
}
