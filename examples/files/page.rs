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

/// A text; of one that is longer than `most` bytes, the part from a little before `at`. `length` is that of the whole line,
/// of which `text` may be the start.
pub(crate) fn cut(text: &str, at: usize, most: usize, length: usize) -> String {
    if text.len() <= most {
        return text.to_owned();
    }
    let start = boundary(text, at.saturating_sub(most / 4).min(text.len() - most));
    let end = boundary(text, start + most);
    let before = if start > 0 { "…" } else { "" };
    let after = if end < text.len() { "…" } else { "" };
    format!("{before}{}{after} ({length} bytes in all)", &text[start..end])
}

/// The last place up to `at` where a character begins.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_characters() {
        assert_eq!(cut("short", 3, 8, 5), "short");
        assert_eq!(cut("0123456789", 0, 4, 10), "0123… (10 bytes in all)");
        assert_eq!(cut("0123456789", 5, 4, 10), "…4567… (10 bytes in all)");
        assert_eq!(cut("0123456789", 9, 4, 10), "…6789 (10 bytes in all)");
        assert_eq!(cut("ääääää", 5, 5, 12), "…ää… (12 bytes in all)");
    }

    #[test]
    fn the_order_of_paths_is_that_of_a_walk() {
        let mut paths = ["a.txt", "a/b", "a-b", "a", "a/b/c", "B"];
        paths.sort_by(|a, b| order(a, b));
        assert_eq!(paths, ["B", "a", "a/b", "a/b/c", "a-b", "a.txt"]);
        let as_paths = paths.map(std::path::Path::new);
        assert!(as_paths.is_sorted());
    }

    #[test]
    fn the_first_item_always_fits() {
        let mut page = Page::new(10, 5);
        assert!(page.push(100, "large"));
        assert!(!page.push(1, "small"));
        assert_eq!(page.next_cursor(|item| (*item).to_owned()).as_deref(), Some("large"));
    }
}
