//! The text of a resource: a URI, or a template of URIs as in RFC 6570.
//!
//! Of templates only those are taken that can be read back in one way, and that clients expand as they should; every other form
//! is refused by its name, with what to write instead. What is left is cut into cells, so that a request is matched in one sweep.

mod expression;
mod read;
#[cfg(test)]
mod tests;
mod witness;

use std::ops::Range;

use super::overlap::{Piece, part, path};
use super::pairs::VALUE;
use read::read;

pub(crate) use witness::witness;

/// In a head: nothing follows. No URI has this byte.
const END: u8 = 1;

/// A URI, or what all that a resource answers to have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Template {
    pub(crate) cells: Vec<Cell>,
    /// Fixed text behind the last cell; all of it, if there is none.
    pub(crate) ending: String,
    pub(crate) query: Vec<Member>,
}

/// Fixed text, and a variable of the path behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) before: String,
    pub(crate) name: String,
    pub(crate) part: Part,
    /// Fixed text at the end of the variable, of characters that may also be inside of it.
    pub(crate) soft: String,
    /// The reserved character behind it, which ends it as `/` and `,` do.
    pub(crate) stop: Option<u8>,
    /// Where the variable stands in the text that the author wrote.
    pub(crate) at: Range<usize>,
}

/// How much of a path a variable is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// `{a}`: no more than a segment.
    One,
    /// `{+a}`: segments, with the `/` between them.
    Rest,
    /// `{/a*}`: a list of segments.
    List,
}

/// A variable in `{?…}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) repeated: bool,
    pub(crate) at: Range<usize>,
}

/// A variable, for comparing it with the parameters of the function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Variable<'a> {
    pub(crate) name: &'a str,
    pub(crate) role: Role,
    pub(crate) at: Range<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Path(Part),
    Query { repeated: bool },
}

impl Template {
    /// Whether it is one URI.
    pub(crate) fn is_fixed(&self) -> bool {
        self.cells.is_empty() && self.query.is_empty()
    }

    /// All variables, in the order in which their values are found.
    pub(crate) fn variables(&self) -> impl Iterator<Item = Variable<'_>> {
        let path = self.cells.iter().map(|cell| Variable {
            name: &cell.name,
            role: Role::Path(cell.part),
            at: cell.at.clone(),
        });
        path.chain(self.query.iter().map(|member| Variable {
            name: &member.name,
            role: Role::Query { repeated: member.repeated },
            at: member.at.clone(),
        }))
    }

    /// What it is compared by with others. The query chooses nothing.
    pub(crate) fn pieces(&self) -> Vec<Piece<'_>> {
        let mut pieces = Vec::new();
        for cell in &self.cells {
            let value = match cell.part {
                Part::One => Piece::Value(part(cell.stop)),
                Part::Rest => Piece::Value(path()),
                Part::List => Piece::List(path()),
            };
            pieces.extend([Piece::Text(&cell.before), value, Piece::Text(&cell.soft)]);
        }
        pieces.push(Piece::Text(&self.ending));
        pieces.retain(|piece| !matches!(piece, Piece::Text("")));
        pieces
    }

    /// The beginning that every URI shows in one way only: fixed text, and values that end where a segment or an item does.
    pub(crate) fn head(&self) -> String {
        let pieces = self.pieces();
        let mut head = String::new();
        for (index, piece) in pieces.iter().enumerate() {
            // Whatever such a value is, it ends here.
            let ends = match pieces.get(index + 1) {
                None => true,
                Some(Piece::Text(text)) => text.starts_with(['/', ',']),
                Some(_) => false,
            };
            match piece {
                Piece::Text(text) => head.push_str(text),
                Piece::Value(set) if ends && set & !part(None) == 0 => head.push(VALUE.into()),
                _ => return head,
            }
        }
        head.push(END.into());
        head
    }
}

/// Reads the text of a resource. What is wrong with it is said with the place drawn below it.
pub(crate) fn parse(text: &str) -> Result<Template, String> {
    read(text).map_err(|refusal| drawn(text, refusal.at, &refusal.why))
}

/// A sentence about a place in a text, the text, and a line that points at the place.
pub(crate) fn drawn(text: &str, at: Range<usize>, why: &str) -> String {
    // Each character is a column, also one that would end the line.
    let shown: String = text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    let [before, marked] = [&text[..at.start], &text[at]].map(|text| text.chars().count());
    format!("{why}\n{shown}\n{}{}", " ".repeat(before), "^".repeat(marked.max(1)))
}

/// What is wrong, and where.
#[derive(Debug)]
struct Refusal {
    at: Range<usize>,
    why: String,
}

type Read<T> = Result<T, Refusal>;

fn refused<T>(at: Range<usize>, why: impl Into<String>) -> Read<T> {
    Err(Refusal { at, why: why.into() })
}
